import type { Vehicle } from './fleet-store.ts';
import { freshnessOf } from './freshness.ts';

export const SORTS = ['name', 'newest', 'oldest', 'fastest'] as const;
export type Sort = (typeof SORTS)[number];

export interface ListQuery {
  /** What was typed: every word must occur in the name or the id, or be the vehicle's state (`stale`, `idle`). */
  readonly text: string;
  readonly sort: Sort;
}

export interface Moment {
  /** The server's time in epoch milliseconds. */
  readonly nowMs: number;
  readonly reportIntervalMs: number;
}

/** "bus-2" before "bus-10". */
const byName = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });

/** Vehicles by name. Sorting ten thousand takes tens of milliseconds: keep the result while none is added or named. */
export function sortByName(vehicles: readonly Vehicle[]): Vehicle[] {
  return [...vehicles].sort((a, b) => byName.compare(a.name, b.name) || byName.compare(a.id, b.id));
}

/** The vehicles that match, in the order asked for. `named` is in order of names, which also settles ties. */
export function arrangeVehicles(
  named: readonly Vehicle[],
  { text, sort }: ListQuery,
  moment: Moment,
): Vehicle[] {
  const words = text
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  const found = words.length === 0 ? [...named] : named.filter((vehicle) => matches(vehicle, words, moment));
  switch (sort) {
    case 'name':
      return found;
    case 'newest':
      return found.sort((a, b) => b.time - a.time);
    case 'oldest':
      return found.sort((a, b) => a.time - b.time);
    case 'fastest':
      return found.sort((a, b) => (b.fix.speed ?? -1) - (a.fix.speed ?? -1));
  }
}

function matches(vehicle: Vehicle, words: readonly string[], { nowMs, reportIntervalMs }: Moment): boolean {
  return words.every((word) => {
    if (vehicle.key.includes(word)) return true;
    if (word === 'idle') return vehicle.fix.status === 'IDLE';
    return word === freshnessOf(vehicle.fix.status, nowMs - vehicle.time, reportIntervalMs);
  });
}
