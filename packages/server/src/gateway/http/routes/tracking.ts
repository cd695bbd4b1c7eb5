import { WaycastError } from '@waycast/contract';
import type { Tracing } from '../../../ports/tracing.ts';
import type { Handlers } from '../handler.ts';
import type { HttpParts } from '../parts.ts';
import { asLocation, createVisible } from '../visible.ts';

type Tracking = Pick<Handlers, 'reportFix' | 'reportBatch' | 'listVehicles' | 'lastLocation'>;

/** Reporting, and where things are now. Bodies go to ingest as they came: it decodes and authorises each fix. */
export function trackingRoutes(parts: HttpParts): Tracking {
  const { ingest, positions, tracing } = parts;
  const visibleTo = createVisible(parts);
  const within: Tracing['within'] = (headers, work) =>
    tracing === undefined ? work() : tracing.within(headers, work);

  return {
    reportFix: ({ subject, body, request }) => within(request.headers, () => ingest.one(subject, body)),
    reportBatch: ({ subject, body, request }) =>
      within(request.headers, () => ingest.batch(subject, updatesOf(body))),
    async listVehicles({ subject }) {
      return { vehicles: await visibleTo(subject) };
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
