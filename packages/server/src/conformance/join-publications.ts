import type { Fix, Topic, VehicleStatus } from '@waycast/contract';
import type { OutgoingEvent } from '../kernel/frames.ts';
import { toLocationUpdate } from '../kernel/location-update.ts';
import type { History } from '../ports/history.ts';
import type { Live, LogPosition } from '../ports/live.ts';
import type { Publication } from './join-runs.ts';

const T0 = Date.parse('2026-05-04T07:45:50.000Z');

export const PREPARED_ALERTS = 3;
const epochs = new Map<string, LogPosition>();

export async function prepareAlerts(live: Live, topic: Topic): Promise<void> {
  for (let index = 1; index <= PREPARED_ALERTS; index++) {
    epochs.set(topic.tenant, await live.append(topic, 'geofence:alert', { says: `prepared ${index}` }));
  }
}

export function preparedEpoch({ tenant }: Topic): string {
  return epochs.get(tenant)?.epoch ?? '';
}

export function appendAlert(says: string): Publication {
  return (live, topic) => live.append(topic, 'geofence:alert', { says });
}

export const KEYED_STATES = {
  'nothing known': async () => undefined,
  'a fix in live': (live: Live, topic: Topic) => set(1)(live, topic),
  'a fix in history': (_live: Live, topic: Topic, history: History) =>
    history.record([{ tenant: topic.tenant, fix: fixAt(1) }]),
  'a held fix in live': async (live: Live, topic: Topic) => {
    await set(0)(live, topic);
    await set(1, 'later')(live, topic);
  },
} as const;

const announce: Publication = (live, topic) => live.announce(topic);

export const KEYED_PUBLICATIONS: Readonly<
  Record<
    'one fix' | 'two fixes' | 'a held fix' | 'a held fix and a newer one' | 'OFFLINE and back' | 'OFFLINE',
    readonly Publication[]
  >
> = {
  'one fix': [set(2)],
  'two fixes': [set(2), set(3)],
  'a held fix': [set(2, 'later'), announce],
  'a held fix and a newer one': [set(2, 'later'), set(3), announce],
  OFFLINE: [set(2), set(2.5)],
  'OFFLINE and back': [set(2), set(2.5), set(3)],
};

export function newestOf(published: keyof typeof KEYED_PUBLICATIONS | string): number {
  if (published === 'OFFLINE') return T0 + 2.5;
  return T0 + (published === 'one fix' || published === 'a held fix' ? 2 : 3);
}

/** Sets the position of `number` milliseconds after T0; a half means OFFLINE. */
function set(number: number, when: 'now' | 'later' = 'now'): Publication {
  const status: VehicleStatus = Number.isInteger(number) ? 'ONLINE' : 'OFFLINE';
  const data = toLocationUpdate(fixAt(Math.floor(number)), status);
  return (live, topic) =>
    live.set([
      { topic, event: 'location:update', data, version: T0 + number, announce: when, whenAbsent: 'store' },
    ]);
}

function fixAt(number: number): Fix {
  return {
    vehicleId: 'bus-1',
    latitude: 52,
    longitude: -8,
    time: T0 + number,
    receivedAt: Date.now(),
    accuracy: null,
  };
}

export function versionOf({ data }: OutgoingEvent): number {
  if (!('timestamp' in data) || !('status' in data)) return Number.NaN;
  return Date.parse(String(data.timestamp)) + (data.status === 'OFFLINE' ? 0.5 : 0);
}

export function offsetOf({ position }: OutgoingEvent): number {
  return position?.offset ?? Number.NaN;
}
