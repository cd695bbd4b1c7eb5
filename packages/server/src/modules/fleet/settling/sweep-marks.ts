import type { HistoryWork } from '../../../ports/history-work.ts';
import type { Settler } from './settler.ts';

const MARKS_PER_SWEEP = 1000;

/**
 * Settles the vehicles of marked hours again where more fixes are stored than were judged: those of a server that died
 * before it had heard of its own commit, or that two servers stored at the same moment.
 */
export function sweepMarks(work: HistoryWork, settler: Settler): () => Promise<void> {
  return async () => {
    const marks = await work.due('settle', MARKS_PER_SWEEP);
    if (marks.length === 0) return;
    settler.demand(marks.map(({ tenant, vehicleId, hour }) => ({ tenant, vehicleId, lateFrom: hour })));
    await settler.idle();
    // What waits for the database is found by its mark again.
    if (settler.depth === 0) await work.done(marks);
  };
}
