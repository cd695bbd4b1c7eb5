/** What a device found on a road. Times are epoch ms; degrees, metres, m/s. */
export interface Observation {
  readonly tenant: string;
  readonly deviceId: string;
  readonly time: number;
  readonly latitude: number;
  readonly longitude: number;
  readonly accuracy: number | null;
  readonly speed: number | null;
  readonly heading: number | null;
  /** m/s², root mean square about the mean; null: only where it was is known. */
  readonly roughness: number | null;
}

/** Where an observation belongs: a segment, or a grid cell where no road is near; null: not yet known. */
export interface MatchedObservation extends Observation {
  readonly segmentId: string | null;
  /** Along the segment, metres. */
  readonly alongM: number | null;
}

/** Where the observation of a device at a time belongs. */
export interface ObservationMatch {
  readonly time: number;
  readonly segmentId: string;
  readonly alongM: number | null;
}

/** A device's observations that are to be matched, from the oldest to the newest of them, epoch ms. */
export interface TakenTrace {
  readonly tenant: string;
  readonly deviceId: string;
  readonly from: number;
  readonly to: number;
  /** Of the taking: after another one nothing is settled by this. */
  readonly lease: number;
}

/** A segment or cell whose estimate is to be made again. */
export interface StaleSegment {
  readonly tenant: string;
  readonly segmentId: string;
  readonly lease: number;
  /** Counts what changed in it. */
  readonly changes: number;
}

/** What of an observation says something of the road. */
export interface RoughObservation {
  readonly deviceId: string;
  readonly time: number;
  readonly speed: number | null;
  readonly roughness: number;
}

/** Of a tenant: observations, those of them on a road, and segments and cells of which something is known. */
export interface RoadTotals {
  readonly observations: number;
  readonly matched: number;
  readonly segments: number;
}

/**
 * Observations, in the table `observations`. Rejects with `unavailable`. Promises:
 * - B1 Durable once `store` resolves. Of one tenant, device and time there is one; storing it again changes nothing.
 * - B2 What is stored is to be matched until `settle` says where it belongs, also when it comes meanwhile.
 * - B3 Nobody else gets what `take` and `takeStale` answer for 30 s; whoever is slower changes nothing.
 * - B4 What `settle` names is to be estimated again until that is done (see RoadSegments), also when this server dies.
 */
export interface RoadObservations {
  /** Resolves to whether each is new. */
  store(observations: readonly Observation[]): Promise<readonly boolean[]>;
  /** Devices with observations to be matched, longest waiting first; some seconds after the first came. */
  take(limit: number): Promise<readonly TakenTrace[]>;
  /** A device's observations between two moments, both inclusive, in order of time. */
  trace(
    tenant: string,
    deviceId: string,
    from: number,
    to: number,
    limit: number,
  ): Promise<readonly MatchedObservation[]>;
  /** Says where observations up to a moment belong; resolves to whether that counted. */
  settle(
    taken: TakenTrace,
    matches: readonly ObservationMatch[],
    stale: readonly string[],
    upTo: number,
  ): Promise<boolean>;
  takeStale(limit: number): Promise<readonly StaleSegment[]>;
  /** Observations with a roughness of one segment or cell, newest first. */
  ofSegment(tenant: string, segmentId: string, limit: number): Promise<readonly RoughObservation[]>;
  /** Everything is to be matched and estimated again, at once. Resolves to how many observations there are. */
  unsettle(tenant: string): Promise<number>;
  /** What waits of a tenant, and nobody has taken, is due at once. */
  hurry(tenant: string): Promise<void>;
  /** What of a tenant is still to be matched or estimated: devices, segments and cells. */
  waiting(tenant: string): Promise<number>;
  /** Counts what there is: for reports, not for every request. */
  totals(tenant: string): Promise<RoadTotals>;
}
