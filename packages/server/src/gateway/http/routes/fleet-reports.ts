import { Readable } from 'node:stream';
import { isId, REPORT_MAX, type Subject, WaycastError } from '@waycast/contract';
import type { Right } from '../../../kernel/access.ts';
import { isoTime } from '../../../kernel/iso-time.ts';
import { localDay } from '../../../kernel/local-days.ts';
import { parseTimeText } from '../../../kernel/parse-time.ts';
import type { ReportCursor, ReportPage, ReportScope } from '../../../ports/reports.ts';
import { begun } from '../files/begun.ts';
import {
  DAY_COLUMNS,
  type ReportColumns,
  reportCsv,
  STOP_COLUMNS,
  TRIP_COLUMNS,
} from '../files/report-csv.ts';
import {
  readEventCursor,
  readReportCursor,
  writeEventCursor,
  writeReportCursor,
} from '../files/report-cursor.ts';
import type { Call, Handlers } from '../handler.ts';
import { noteRead } from '../note-read.ts';
import type { HttpParts } from '../parts.ts';

type ListRoutes = Pick<Handlers, 'reportTrips' | 'reportStops' | 'reportSummary'>;
type VehicleRoutes = Pick<Handlers, 'vehicleEvents' | 'odometer' | 'fixVerdict'>;
type ReportCall = Call<'reportTrips' | 'reportStops' | 'reportSummary'>;
type ReadPage<Item> = (scope: ReportScope, limit: number, after?: ReportCursor) => Promise<ReportPage<Item>>;

const DAY_MS = 86_400_000;
/** A year in which clocks were changed may be an hour longer. */
const LONGEST_MS = REPORT_MAX.days * DAY_MS + 3_600_000;
const CSV_PAGE = 1000;

export function fleetReportRoutes(parts: HttpParts): ListRoutes & VehicleRoutes {
  return { ...listRoutes(parts), ...vehicleRoutes(parts) };
}

/** Trips, stops and sums of the vehicles that the asker may see. */
function listRoutes(parts: HttpParts): ListRoutes {
  const { reports, tenants, clock } = parts;

  /** A page as JSON, or all of them as a file that is written while it is read. */
  async function answer<Item>(
    { subject, query, reply }: ReportCall,
    name: string,
    columns: ReportColumns<Item>,
    read: ReadPage<Item>,
  ) {
    const { timeZone } = await tenants.settings(subject.tenant);
    const vehicles = await visibleVehicles(parts, subject, query.vehicle);
    const scope = { tenant: subject.tenant, vehicles, ...spanOf(query, timeZone, clock.now()) };
    if (query.format === 'csv') {
      const texts = await begun(reportCsv(columns, pagesOf(scope, read)));
      reply.type('text/csv; charset=utf-8');
      reply.header(
        'content-disposition',
        `attachment; filename="${name}-${isoTime(scope.from).slice(0, 10)}.csv"`,
      );
      return { sent: reply.send(Readable.from(texts, { objectMode: false })) };
    }
    const after = query.cursor === undefined ? undefined : readReportCursor(query.cursor);
    const { items, next } = await read(scope, query.limit, after);
    return { page: { items: [...items], nextCursor: next === undefined ? null : writeReportCursor(next) } };
  }

  return {
    async reportTrips(call) {
      const { sent, page } = await answer(call, 'trips', TRIP_COLUMNS, reports.trips);
      return sent ?? page;
    },
    async reportStops(call) {
      const { sent, page } = await answer(call, 'stops', STOP_COLUMNS, reports.stops);
      return sent ?? page;
    },
    async reportSummary(call) {
      const { timeZone } = await tenants.settings(call.subject.tenant);
      const { sent, page } = await answer(call, 'summary', DAY_COLUMNS, (scope, limit, after) =>
        reports.summary(scope, timeZone, limit, after),
      );
      return sent ?? { timeZone, ...page };
    },
  };
}

/** Of one vehicle. */
function vehicleRoutes({ reports, clock }: HttpParts): VehicleRoutes {
  return {
    async vehicleEvents({ subject, params, query }) {
      const span = spanOf(query, 'UTC', clock.now());
      const after = query.cursor === undefined ? undefined : readEventCursor(query.cursor);
      const range = { tenant: subject.tenant, vehicleId: params.id, ...span };
      const { items, next } = await reports.events(range, query.limit, after);
      return { items: [...items], nextCursor: next === undefined ? null : writeEventCursor(next) };
    },
    async odometer({ subject, params }) {
      const read = await reports.odometer({ tenant: subject.tenant, vehicleId: params.id });
      if (read === undefined)
        throw new WaycastError('not_found', `vehicle ${params.id} has not reported, or only just`);
      return read;
    },
    async fixVerdict({ subject, params }) {
      const time = parseTimeText('time', params.time);
      const verdict = await reports.verdict({ tenant: subject.tenant, vehicleId: params.id }, time);
      if (verdict === undefined)
        throw new WaycastError('not_found', `no fix of vehicle ${params.id} at ${isoTime(time)} is stored`);
      return verdict;
    },
  };
}

/** Undefined: all of the tenant. Rejects with `not_found` for a vehicle that is not the subject's to see. */
async function visibleVehicles(
  { access, grants, people, clock }: HttpParts,
  subject: Subject,
  named: string | undefined,
): Promise<readonly string[] | undefined> {
  const note = (id: string, right: Right): void => noteRead(people.notes, subject, 'read:vehicle', id, right);
  if (named !== undefined) {
    const ids = idsOf(named);
    for (const id of ids) note(id, await access.requireRight(subject, 'read:vehicle', id));
    return ids;
  }
  if (await access.may(subject, 'follow:fleet', '')) return undefined;
  const granted = await grants.vehiclesOf(subject.tenant, subject.id, clock.now());
  const visible: string[] = [];
  for (const id of new Set([...subject.vehicles, ...granted])) {
    const right = await access.rightTo(subject, 'read:vehicle', id);
    if (right === undefined) continue;
    note(id, right);
    visible.push(id);
  }
  return visible;
}

function idsOf(named: string): string[] {
  const ids = [...new Set(named.split(','))];
  const wrong = ids.find((id) => !isId(id));
  if (wrong !== undefined)
    throw new WaycastError('invalid', `vehicle takes ids separated by commas; "${wrong}" is none`);
  if (ids.length > REPORT_MAX.vehicles)
    throw new WaycastError(
      'invalid',
      `vehicle names ${ids.length} vehicles; at most ${REPORT_MAX.vehicles} are taken`,
    );
  return ids;
}

function spanOf(
  { day, from, to }: Partial<Pick<ReportCall['query'], 'day' | 'from' | 'to'>>,
  timeZone: string,
  now: number,
) {
  if (day !== undefined) {
    if (from !== undefined || to !== undefined)
      throw new WaycastError('invalid', 'day stands in place of from and to: leave those out, or the day');
    return localDay(day, timeZone);
  }
  if (from === undefined)
    throw new WaycastError(
      'invalid',
      'a report takes day=2026-05-04, or from and to (to is now when left out)',
    );
  const span = { from: parseTimeText('from', from), to: to === undefined ? now : parseTimeText('to', to) };
  if (span.from >= span.to) throw new WaycastError('invalid', 'from lies not before to');
  if (span.to - span.from > LONGEST_MS)
    throw new WaycastError(
      'invalid',
      `from and to lie more than ${REPORT_MAX.days} days apart; ask for parts`,
    );
  return span;
}

async function* pagesOf<Item>(scope: ReportScope, read: ReadPage<Item>): AsyncGenerator<readonly Item[]> {
  for (let after: ReportCursor | undefined; ; ) {
    const { items, next } = await read(scope, CSV_PAGE, after);
    yield items;
    if (next === undefined) return;
    after = next;
  }
}
