import type { HazardType } from '@waycast/contract';

/** Something on a road that others should know of. Times are epoch ms. */
export interface StoredHazard {
  readonly tenant: string;
  readonly hazardId: string;
  readonly type: HazardType;
  readonly latitude: number;
  readonly longitude: number;
  readonly note: string | null;
  /** 6-character geohash of its place. */
  readonly region: string;
  readonly confirmations: number;
  readonly dismissals: number;
  /** As it was at `confirmedAt`, whence it decays. */
  readonly weight: number;
  readonly reportedAt: number;
  readonly confirmedAt: number;
  readonly expiresAt: number;
}

/** What somebody says of a hazard. */
export interface HazardVote {
  readonly by: string;
  readonly says: 'there' | 'gone';
  readonly at: number;
}

/**
 * Hazards, until they are over. Durable; rejects with `unavailable`. Promises:
 * - Z1 Each subject counts once on a hazard; its newest word holds.
 * - Z2 `vote` decides and writes under the hazard's lock.
 */
export interface Hazards {
  /** One of the type within `nearM` that is not over is voted for instead. */
  report(
    hazard: StoredHazard,
    by: string,
    nearM: number,
    decide: (known: StoredHazard, vote: HazardVote) => StoredHazard,
  ): Promise<{ readonly hazard: StoredHazard; readonly outcome: 'new' | 'known' | 'again' }>;
  vote(
    tenant: string,
    hazardId: string,
    vote: HazardVote,
    decide: (known: StoredHazard, vote: HazardVote) => StoredHazard,
  ): Promise<StoredHazard | undefined>;
  get(tenant: string, hazardId: string): Promise<StoredHazard | undefined>;
  inBox(
    tenant: string,
    box: readonly [west: number, south: number, east: number, north: number],
    now: number,
    limit: number,
  ): Promise<StoredHazard[]>;
  inRegions(tenant: string, regions: readonly string[], now: number): Promise<StoredHazard[]>;
  /** Those that ended between two moments, for those who follow their regions. */
  endedBetween(from: number, to: number): Promise<StoredHazard[]>;
}
