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
  /** How sure it was at `weighedAt`, 0 to 1; it decays from there. */
  readonly weight: number;
  readonly weighedAt: number;
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

/** A hazard as it follows from what is said of it, oldest first and each subject once. */
export type WeighHazard = (known: StoredHazard, votes: readonly HazardVote[]) => StoredHazard;

/** What became of a report: a hazard of its own, a word on one that is known, or the id was used before. */
export interface HazardReport {
  readonly hazard: StoredHazard;
  readonly outcome: 'new' | 'known' | 'again';
}

/**
 * Hazards, until they are over. Durable; rejects with `unavailable`. Promises:
 * - Z1 Each subject counts once on a hazard; its newest word holds.
 * - Z2 Reports of one type and tenant happen one after the other, so that of two at one place one is known; words on a
 *   hazard likewise.
 * - Z3 A report with an id that is there changes nothing.
 * - Z4 Tenants never see each other's hazards.
 */
export interface Hazards {
  /** One of the type within `nearM` of it that is not over is spoken for instead. */
  report(hazard: StoredHazard, by: string, nearM: number, weigh: WeighHazard): Promise<HazardReport>;
  /** Undefined: there is none that is not over. */
  vote(
    tenant: string,
    hazardId: string,
    vote: HazardVote,
    weigh: WeighHazard,
  ): Promise<StoredHazard | undefined>;
  /** Those not over at `now`, the newest first. */
  inBox(
    tenant: string,
    box: readonly [west: number, south: number, east: number, north: number],
    now: number,
    limit: number,
  ): Promise<StoredHazard[]>;
  /** Likewise of regions. */
  inRegion(tenant: string, region: string, now: number, limit: number): Promise<StoredHazard[]>;
  /** Those that ended after a moment, until another, for those who follow their regions. */
  endedBetween(from: number, to: number, limit: number): Promise<StoredHazard[]>;
}
