import { randomUUID } from 'node:crypto';
import type { Topic } from '@waycast/contract';
import type { KeyedChange, Live, LiveEvent, LogPosition } from '../ports/live.ts';
import { Received } from './received.ts';

export function newTenant(): string {
  return `t-${randomUUID()}`;
}

export function vehicle(): Topic {
  return { tenant: newTenant(), family: 'vehicle', id: 'bus-1' };
}

export function geofence(): Topic {
  return { tenant: newTenant(), family: 'geofence', id: 'bus-1' };
}

/** A vehicle's position at `version` ms, half a millisecond meaning OFFLINE, with a word that tells it from others. */
export function locationOf({ id }: Topic, version: number, says: string) {
  return {
    vehicleId: id,
    latitude: 52.6638,
    longitude: -8.6267,
    accuracy: null,
    status: Number.isInteger(version) ? 'ONLINE' : 'OFFLINE',
    timestamp: new Date(Math.floor(version)).toISOString(),
    says,
  };
}

export function change(
  topic: Topic,
  version: number,
  says = `v${version}`,
  announce: KeyedChange['announce'] = 'now',
): KeyedChange {
  const data = locationOf(topic, version, says);
  return { topic, event: 'location:update', data, version, announce, whenAbsent: 'store' };
}

export function seedOf(topic: Topic, version: number) {
  return { topic, event: 'location:update', data: locationOf(topic, version, `seeded ${version}`), version };
}

export async function listen(live: Live, topic: Topic): Promise<Received> {
  const received = new Received();
  await live.subscribe(topic, received.listener);
  return received;
}

export async function appendAll(live: Live, topic: Topic, count: number): Promise<LogPosition[]> {
  const positions: LogPosition[] = [];
  for (const index of upTo(count))
    positions.push(await live.append(topic, 'geofence:alert', { says: `e${index}` }));
  return positions;
}

export async function last(positions: Promise<LogPosition[]>): Promise<LogPosition> {
  const position = (await positions).at(-1);
  if (position === undefined) throw new Error('nothing was appended');
  return position;
}

export function upTo(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index + 1);
}

export function isVersion(version: number): (event: LiveEvent) => boolean {
  return (event) => event.kind === 'keyed' && event.version === version;
}

export function isOffset(offset: number): (event: LiveEvent) => boolean {
  return (event) => event.kind === 'log' && event.offset === offset;
}
