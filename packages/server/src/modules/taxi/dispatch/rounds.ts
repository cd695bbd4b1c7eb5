import type { OrderEvent, TaxiSettings } from '@waycast/contract';

/** How far the round after `rounds` others reaches: each twice as far as the one before it, up to the tenant's limit. */
export function reachOf(
  rounds: number,
  { radiusM, maxRadiusM }: Pick<TaxiSettings, 'radiusM' | 'maxRadiusM'>,
): number {
  return Math.min(maxRadiusM, radiusM * 2 ** Math.min(rounds, 30));
}

/** The next wider reach; undefined: this is the widest. */
export function wider(reachM: number, { maxRadiusM }: Pick<TaxiSettings, 'maxRadiusM'>): number | undefined {
  return reachM >= maxRadiusM ? undefined : Math.min(maxRadiusM, reachM * 2);
}

/** What an order's past says. */
export interface OrderPast {
  /** Rounds since it was last to be had: an order that a driver gave back begins anew. */
  readonly rounds: number;
  /** Who was asked. */
  readonly asked: ReadonlySet<string>;
}

/** Reads an order's timeline. */
export function pastOf(timeline: readonly OrderEvent[]): OrderPast {
  const asked = new Set<string>();
  let rounds = 0;
  for (const { change, detail } of timeline) {
    if (change === 'offered') {
      rounds += 1;
      for (const driverId of driversIn(detail)) asked.add(driverId);
    } else if (change === 'released') rounds = 0;
  }
  return { rounds, asked };
}

/** The drivers of a round as its event lists them: ids, or objects that have one. */
function driversIn({ drivers }: OrderEvent['detail']): string[] {
  if (!Array.isArray(drivers)) return [];
  return drivers.flatMap((entry: unknown) => {
    if (typeof entry === 'string') return [entry];
    if (typeof entry !== 'object' || entry === null || !('driverId' in entry)) return [];
    return typeof entry.driverId === 'string' ? [entry.driverId] : [];
  });
}
