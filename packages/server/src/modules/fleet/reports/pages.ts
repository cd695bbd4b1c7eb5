import type { FindingArchive, FindingOfVehicle } from '../../../ports/finding-archive.ts';
import type { FindingKind } from '../../../ports/findings.ts';
import type { ReportCursor, ReportPage, ReportScope } from '../../../ports/reports.ts';

/** Vehicles that are read for at once. */
const VEHICLES_AT_ONCE = 200;

/** The scope's vehicles in order of ids, in groups: those after `after`, or from it on. */
export async function* vehiclesOf(
  archive: FindingArchive,
  { tenant, vehicles }: ReportScope,
  after: ReportCursor | undefined,
  atOnce = VEHICLES_AT_ONCE,
): AsyncGenerator<string[]> {
  if (vehicles !== undefined) {
    const wanted = [...new Set(vehicles)].sort().filter((id) => isAfter(id, after));
    for (let at = 0; at < wanted.length; at += atOnce) yield wanted.slice(at, at + atOnce);
    return;
  }
  if (after?.startsAt !== undefined) yield [after.vehicleId];
  for (let last = after?.vehicleId ?? ''; ; ) {
    const next = await archive.vehicles(tenant, last, atOnce);
    if (next.length > 0) yield next;
    if (next.length < atOnce) return;
    last = next.at(-1) ?? last;
  }
}

function isAfter(id: string, after: ReportCursor | undefined): boolean {
  if (after === undefined) return true;
  return after.startsAt === undefined ? id > after.vehicleId : id >= after.vehicleId;
}

/** A page of findings of one kind, by vehicle and start. */
export async function findingsPage(
  archive: FindingArchive,
  kind: FindingKind,
  scope: ReportScope,
  limit: number,
  after: ReportCursor | undefined,
): Promise<ReportPage<FindingOfVehicle>> {
  const items: FindingOfVehicle[] = [];
  for await (const vehicles of vehiclesOf(archive, scope, after)) {
    const goesOn = vehicles[0] === after?.vehicleId ? after?.startsAt : undefined;
    const range = { tenant: scope.tenant, vehicles, kinds: [kind], from: scope.from, to: scope.to };
    items.push(...(await archive.list({ ...range, after: goesOn }, limit + 1 - items.length)));
    const last = items[limit - 1];
    if (items.length > limit && last !== undefined) {
      const next = { vehicleId: last.vehicleId, startsAt: last.finding.startsAt };
      return { items: items.slice(0, limit), next };
    }
  }
  return { items, next: undefined };
}
