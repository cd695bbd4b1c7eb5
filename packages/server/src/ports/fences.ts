import type { BoundingBox, Fence, FenceShape } from '@waycast/geo';

/** Whom a fence is for: the vehicles named and those of the groups named; null: every vehicle of the tenant. */
export interface FenceScope {
  readonly vehicles: readonly string[];
  readonly groups: readonly string[];
}

/** A fence as its tenant keeps it. */
export interface Geofence {
  readonly id: string;
  readonly name: string;
  /** Tidy and without a problem, as the package geo has them. */
  readonly shape: FenceShape;
  /** A vehicle that stays this many seconds is told of; null: none is. */
  readonly dwellS: number | null;
  readonly appliesTo: FenceScope | null;
}

/** A fence with the time from which it has been like this, in epoch ms. */
export interface StoredGeofence extends Geofence {
  readonly changedAt: number;
}

/** One state of a fence: it judges fixes measured from `changedAt` on and before `endedAt`. */
export interface GeofenceVersion extends StoredGeofence {
  /** Epoch ms; null: it is in force. */
  readonly endedAt: number | null;
}

/** What a change does. `fences` replace those with the same id, as `mode` says. */
export interface FenceChange {
  readonly fences: readonly Geofence[];
  /** `create`: refuses with `conflict` when an id is taken. `replace`: creates what is not there. */
  readonly mode: 'create' | 'replace';
  /** Epoch ms from which it counts. */
  readonly at: number;
  /** Fences that the tenant may have; beyond, nothing is changed and it refuses with `conflict`. */
  readonly most: number;
}

/**
 * A tenant's fences. Promises:
 * - F1 Durable and atomic: `change` stores all of its fences or none.
 * - F2 The past stays: a change of shape, dwell or scope ends the version in force at the change's time and begins
 *   another; a new name alone renames the version in force. What is the same already stays as it is.
 * - F3 Times of a fence's versions never overlap and go forward, whatever the clocks of servers say.
 * - F4 Each change gives the tenant a greater revision; `versions` with a revision tells every version that has changed
 *   since then, so that who applies them in turn knows what is stored. Ended versions go 35 days after their end.
 * - F5 Tenants never see each other's fences.
 */
export interface FenceStore {
  /** Fences in force, by id, from after `after` on. */
  list(tenant: string, limit: number, after?: string): Promise<StoredGeofence[]>;
  get(tenant: string, id: string): Promise<StoredGeofence | undefined>;
  /** The fences as they are now, in the given order. */
  change(tenant: string, change: FenceChange): Promise<StoredGeofence[]>;
  /** Ends a fence; false when there is none. */
  remove(tenant: string, id: string, at: number): Promise<boolean>;
  /** 0 for a tenant that never had a fence. */
  revision(tenant: string): Promise<number>;
  versions(tenant: string, since: number): Promise<{ revision: number; versions: GeofenceVersion[] }>;
}

/** A version of a fence, ready to judge positions. */
export interface FenceInForce {
  readonly id: string;
  readonly name: string;
  readonly shape: FenceShape;
  readonly dwellS: number | null;
  /** Epoch ms of device time from which it judges. */
  readonly from: number;
  /** Made ready when it is first asked for. */
  readonly fence: Fence;
}

/** The fences that apply to one vehicle. */
export interface FenceIndex {
  /** Those in force at a device time whose box touches the given one, by id. */
  touching(box: BoundingBox, time: number): readonly FenceInForce[];
  /** The fence as it was in force at a device time; undefined when it was not, or not for this vehicle. */
  at(id: string, time: number): FenceInForce | undefined;
}

/** Of a vehicle that no fence is for. */
export const NO_FENCES: FenceIndex = { touching: () => [], at: () => undefined };

/** What gives each vehicle its fences. */
export interface VehicleFences {
  /** Of a vehicle in these groups. Knows every change that counts by now; rejects with `unavailable` when it cannot. */
  indexFor(tenant: string, vehicleId: string, groups: ReadonlySet<string>): Promise<FenceIndex>;
}

/** A tenant's fences as its dispatchers manage them. Each refuses with a WaycastError that says what to do. */
export interface Geofences {
  list(tenant: string, limit: number, after?: string): Promise<StoredGeofence[]>;
  get(tenant: string, id: string): Promise<StoredGeofence | undefined>;
  create(tenant: string, fence: Geofence): Promise<StoredGeofence>;
  /** Changes them, creating those that are not there: all or none. */
  replace(tenant: string, fences: readonly Geofence[]): Promise<StoredGeofence[]>;
  /** False when there is none. */
  remove(tenant: string, id: string): Promise<boolean>;
}
