import type { HistoryWork } from '../../../ports/history-work.ts';
import type { Settlements, VehicleHour } from '../../../ports/settlements.ts';
import { type Demand, keyOf } from './settle-vehicles.ts';
import type { Settler } from './settler.ts';

const MARKS_PER_SWEEP = 1000;

export interface SweepMarksParts {
  readonly work: HistoryWork;
  readonly settlements: Pick<Settlements, 'missed'>;
  readonly settler: Pick<Settler, 'settle'>;
}

/**
 * Settles the vehicles of marked hours again where more fixes are stored than were judged: those of a server that died
 * before it had heard of its own commit, or that two servers stored at the same moment. Rejects with `unavailable`;
 * the marks stay then.
 */
export function sweepMarks({ work, settlements, settler }: SweepMarksParts): () => Promise<void> {
  return async () => {
    const marks = await work.due('settle', MARKS_PER_SWEEP);
    if (marks.length === 0) return;
    await settler.settle(demandsOf(await settlements.missed(marks)));
    await work.done(marks);
  };
}

/** One for each vehicle, from its first hour on. */
function demandsOf(missed: readonly VehicleHour[]): Demand[] {
  const demands = new Map<string, Demand>();
  for (const { tenant, vehicleId, hour } of missed) {
    const key = keyOf({ tenant, vehicleId });
    const lateFrom = Math.min(hour, demands.get(key)?.lateFrom ?? hour);
    demands.set(key, { tenant, vehicleId, lateFrom });
  }
  return [...demands.values()];
}
