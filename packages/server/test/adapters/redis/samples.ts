import { randomUUID } from 'node:crypto';
import type { Topic } from '@waycast/contract';
import type { KeyedChange } from '../../../src/ports/live.ts';

/** A minute ago, so that what is later is not ahead of the clock. */
export const AT = Date.now() - 60_000;

export function vehicle(tenant = 'default'): Topic {
  return { tenant, family: 'vehicle', id: `bus-${randomUUID()}` };
}

export function geofence(tenant = 'default'): Topic {
  return { tenant, family: 'geofence', id: `bus-${randomUUID()}` };
}

/** A position as followers get it; the coordinates have as many digits as JavaScript writes. */
export function position({ id }: Topic, at = AT, more: object = {}) {
  return {
    vehicleId: id,
    latitude: 52.6638123456789,
    longitude: -8.6267,
    accuracy: 5,
    status: 'ONLINE',
    timestamp: new Date(at).toISOString(),
    ...more,
  };
}

export function moved(topic: Topic, at = AT, announce: 'now' | 'later' = 'now'): KeyedChange {
  const data = position(topic, at);
  return { topic, event: 'location:update', data, version: at, announce, whenAbsent: 'store' };
}

/** The same as a report brings it, with its place in the vehicle's trail. */
export function reported(topic: Topic, at = AT): KeyedChange {
  const change = moved(topic, at);
  return { ...change, trail: [{ at, data: change.data }] };
}

/** An alert, told from others by its stop. */
export function alert({ id }: Topic, stopId = 's1') {
  return {
    vehicleId: id,
    stopId,
    stopName: 'Mill Road',
    action: 'ARRIVED',
    distance: 12,
    timestamp: new Date(AT).toISOString(),
  };
}
