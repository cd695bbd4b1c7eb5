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

/** Where an observation belongs: a segment, or a grid cell where no road is near. */
export interface MatchedObservation extends Observation {
  readonly segmentId: string | null;
  /** Along the segment, metres. */
  readonly alongM: number | null;
}

/**
 * Observations, in the table `observations`. Durable when `store` resolves; rejects with `unavailable`. Promises:
 * - B1 Of one tenant, device and time there is one; storing it again changes nothing and counts as repeated.
 * - B2 What is stored is to be matched until `settle` says where it belongs: a device's trace in order of time,
 *   whatever the order of arrival.
 */
export interface RoadObservations {
  store(
    observations: readonly Observation[],
  ): Promise<{ readonly stored: number; readonly repeated: number }>;
  /**
   * Devices with observations to be matched, longest waiting first; nobody else gets them for 30 s. `from`: epoch ms of
   * the oldest of them.
   */
  take(
    limit: number,
  ): Promise<readonly { readonly tenant: string; readonly deviceId: string; readonly from: number }[]>;
  /** A device's trace from a time on, in order. */
  trace(
    tenant: string,
    deviceId: string,
    from: number,
    limit: number,
  ): Promise<readonly MatchedObservation[]>;
  /** Says where observations belong; resolves to the segments and cells whose estimates have to be made again. */
  settle(
    tenant: string,
    deviceId: string,
    matches: readonly {
      readonly time: number;
      readonly segmentId: string | null;
      readonly alongM: number | null;
    }[],
    upTo: number,
  ): Promise<readonly string[]>;
  /** Observations with a roughness of one segment or cell, newest first. */
  ofSegment(
    tenant: string,
    segmentId: string,
    limit: number,
  ): Promise<readonly Pick<Observation, 'deviceId' | 'time' | 'speed' | 'roughness'>[]>;
  /** Everything is to be matched again. */
  unsettle(tenant: string): Promise<number>;
}
