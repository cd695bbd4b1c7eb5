import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Session } from '../kernel/session.ts';
import type { Received, TransportSubject } from './transport-subject.ts';

/** The time of the first fix of a test: recent, so that nothing is taken for the future or for long gone. */
const START = Date.now() - 3_600_000;

/** The `n`th fix of a vehicle: one a second, going north. */
export function fixOf(vehicleId: string, n: number, more: object = {}): object {
  return { vehicleId, latitude: 52 + n / 10_000, longitude: -8, accuracy: 5, timestamp: timeOf(n), ...more };
}

/** The timestamp of the `n`th fix. */
export function timeOf(n: number): string {
  return new Date(START + n * 1000).toISOString();
}

export function isUpdateOf(vehicleId: string, timestamp?: string) {
  return ({ event, data }: Received): boolean =>
    event === 'location:update' &&
    data.vehicleId === vehicleId &&
    (timestamp === undefined || data.timestamp === timestamp);
}

/** Timestamps of the vehicle's updates, in the order in which they came. */
export function timesOf(received: readonly Received[], vehicleId: string): unknown[] {
  return received.filter(isUpdateOf(vehicleId)).map(({ data }) => data.timestamp);
}

/** Open sessions of a tenant. */
export function sessionsOf({ sessions }: TransportSubject, tenant: string): Session[] {
  return [...sessions.all].filter(({ subject }) => subject?.tenant === tenant);
}

/** Lets the event loop go round once, so that what is due is done. */
export function turn(): Promise<void> {
  return nextTurn();
}
