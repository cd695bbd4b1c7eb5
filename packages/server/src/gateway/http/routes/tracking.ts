import type { RouteResponse } from '@waycast/contract';
import { WaycastError } from '@waycast/contract';
import type { VehicleLabel } from '../../../ports/registry.ts';
import type { Tracing } from '../../../ports/tracing.ts';
import type { Handlers } from '../handler.ts';
import type { HttpParts } from '../parts.ts';

type LiveVehicle = RouteResponse<'lastLocation'>;
type Tracking = Pick<Handlers, 'reportFix' | 'reportBatch' | 'listVehicles' | 'lastLocation'>;

/** Reporting, and where things are now. Bodies go to ingest as they came: it decodes and authorises each fix. */
export function trackingRoutes(parts: HttpParts): Tracking {
  const { ingest, positions, access, grants, registry, clock, tracing } = parts;
  const within: Tracing['within'] = (headers, work) =>
    tracing === undefined ? work() : tracing.within(headers, work);

  /** Everything for those who may follow the fleet; for the others what the token and stored grants name. */
  async function visible(subject: Parameters<typeof access.may>[0]): Promise<LiveVehicle[]> {
    const labels = await registry.labels(subject.tenant);
    if (await access.may(subject, 'follow:fleet', '')) {
      const all = await positions.list(subject.tenant);
      return all.map(({ data }) => asLocation(data)).map((at) => labelled(at, labels.get(at.vehicleId)));
    }
    const granted = await grants.vehiclesOf(subject.tenant, subject.id, clock.now());
    const states: LiveVehicle[] = [];
    for (const id of new Set([...subject.vehicles, ...granted])) {
      if (!(await access.may(subject, 'follow:vehicle', id))) continue;
      const state = await positions.newest(subject.tenant, id);
      if (state === undefined) continue;
      const name = labels.get(id)?.name ?? null;
      states.push(labelled(asLocation(state.data), { name, groups: [] }));
    }
    return states;
  }

  return {
    reportFix: ({ subject, body, request }) => within(request.headers, () => ingest.one(subject, body)),
    reportBatch: ({ subject, body, request }) =>
      within(request.headers, () => ingest.batch(subject, updatesOf(body))),
    async listVehicles({ subject }) {
      return { vehicles: await visible(subject) };
    },
    async lastLocation({ subject, params }) {
      const state = await positions.newest(subject.tenant, params.id);
      if (state === undefined)
        throw new WaycastError('not_found', `no vehicle ${params.id} that you may see`);
      return asLocation(state.data);
    },
  };
}

/** The fixes of a batch's body, undecoded. */
export function updatesOf(body: unknown): readonly unknown[] {
  const updates = typeof body === 'object' && body !== null && 'updates' in body ? body.updates : undefined;
  if (Array.isArray(updates)) return updates;
  throw new WaycastError('invalid', 'the body takes {"updates": [fix, …]} with up to 1,000 fixes');
}

/** With what people call it, where they call it something. */
function labelled(location: LiveVehicle, label: VehicleLabel | undefined): LiveVehicle {
  if (label === undefined) return location;
  const { name, groups } = label;
  return {
    ...location,
    ...(name === null ? {} : { name }),
    ...(groups.length === 0 ? {} : { groups: [...groups] }),
  };
}

/** What live holds of vehicle topics was put there by this server's own positions. */
function asLocation(data: object): LiveVehicle {
  return data as LiveVehicle;
}
