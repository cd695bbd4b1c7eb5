import type { TaxiSettings } from '@waycast/contract';
import type { StoredOffer } from '../../../ports/offers.ts';

/** A driver who could take an order. */
export interface Candidate {
  readonly driverId: string;
  /** As the crow flies, metres. */
  readonly distanceM: number;
  /** Seconds to the pick-up; undefined: there is no way. */
  readonly pickupS: number | undefined;
  /** How long it has been waiting for a ride. */
  readonly idleMs: number;
}

/** Seconds of pick-up time, less what the driver's idleness is worth: the least is asked first. */
export function scoreOf(
  { pickupS, idleMs }: Pick<Candidate, 'pickupS' | 'idleMs'>,
  idleWeight: number,
): number {
  if (pickupS === undefined) return Number.POSITIVE_INFINITY;
  return pickupS - (idleWeight * Math.max(0, idleMs)) / 60_000;
}

/**
 * Whom the next round asks: those who were not asked before come first, then who is best by `scoreOf`; of equals the
 * nearer. Those without a way are left out.
 */
export function pickDrivers(
  candidates: readonly Candidate[],
  askedBefore: ReadonlySet<string>,
  { driversPerRound, idleWeight }: Pick<TaxiSettings, 'driversPerRound' | 'idleWeight'>,
): Candidate[] {
  return candidates
    .filter(({ pickupS }) => pickupS !== undefined)
    .map((candidate) => ({
      candidate,
      asked: askedBefore.has(candidate.driverId) ? 1 : 0,
      score: scoreOf(candidate, idleWeight),
    }))
    .sort((a, b) => a.asked - b.asked || a.score - b.score || a.candidate.distanceM - b.candidate.distanceM)
    .slice(0, driversPerRound)
    .map(({ candidate }) => candidate);
}

export function offerTo({ driverId, distanceM, pickupS }: Candidate): StoredOffer {
  return {
    driverId,
    distanceM: Math.round(distanceM),
    pickupS: pickupS === undefined ? null : Math.round(pickupS),
  };
}
