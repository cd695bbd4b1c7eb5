import { Received } from '../../src/conformance/received.ts';
import type { CorePorts, CoreSettings } from '../../src/kernel/core.ts';
import { createKernelRig } from './kernel-rig.ts';

const ANYTHING = { from: 0, to: Number.MAX_SAFE_INTEGER };

/** A kernel, everything that the tenant's followers get, and a way to report as an admin. */
export async function openIngest(settings: Partial<CoreSettings> = {}, ports: Partial<CorePorts> = {}) {
  const rig = createKernelRig({ settings, ports });
  const { subject } = (await rig.client()).session;
  if (subject === undefined) throw new Error('the admin is authenticated');
  const heard = new Received();
  await rig.live.subscribe({ tenant: 'acme', family: 'fleet', id: '' }, heard.listener);
  // The start of a minute, for the quota counts by minutes of the fixes' own time.
  const T0 = Math.floor(rig.clock.now() / 60_000) * 60_000 - 3_600_000;
  const fix = (second: number, fields: object = {}) => ({
    vehicleId: 'bus-7',
    latitude: 52,
    longitude: -8,
    timestamp: T0 + second * 1000,
    ...fields,
  });
  return {
    ...rig,
    T0,
    fix,
    one: (second: number, fields?: object) => rig.core.ingest.one(subject, fix(second, fields)),
    batch: (...inputs: unknown[]) => rig.core.ingest.batch(subject, inputs),
    /** Seconds after T0 of what was broadcast of a vehicle. */
    broadcasts: (id = 'bus-7') =>
      heard.events
        .filter(({ topic }) => topic.id === id)
        .map((event) => (event.kind === 'keyed' ? (event.version - T0) / 1000 : -1)),
    statuses: () =>
      heard.events.map((event) => event.kind === 'keyed' && 'status' in event.data && event.data.status),
    stored: async (vehicleId = 'bus-7') =>
      (await rig.history.page({ tenant: 'acme', vehicleId, ...ANYTHING }, 10_000)).map(
        ({ time }) => (time - T0) / 1000,
      ),
  };
}
