import type { Fix } from '@waycast/contract';
import type { Finding } from './findings.ts';
import type { VehicleOfTenant } from './history.ts';
import type { VehicleEvent } from './vehicle-events.ts';

/** How far a vehicle is judged. Times are device times in epoch milliseconds. */
export interface Settled {
  /** Of the last fix that was judged; 0 before any. */
  readonly time: number;
  /** What ends by silence has been ended after it, though the state knows nothing of that. */
  readonly silent: boolean;
  /** Fixes judged since the last checkpoint. */
  readonly fixes: number;
  /** Plain JSON. */
  readonly state: unknown;
}

export interface Checkpoint {
  readonly time: number;
  /** Fixes judged since the checkpoint before it. */
  readonly fixes: number;
  readonly state: unknown;
}

/** Where a vehicle can be judged again from, because of fixes that came late. */
export interface Rewind {
  /** The last checkpoint before the late fix; undefined: there is none, and the beginning is as good. */
  readonly checkpoint: Checkpoint | undefined;
  /** Fixes after it that were judged, and that are stored, as far as the vehicle is judged. */
  readonly judged: number;
  readonly stored: number;
}

/** A finding as it is kept; `judgedAt` is null while it is open. */
export interface StoredFinding {
  readonly finding: Finding;
  readonly judgedAt: number | null;
}

/** What settling a vehicle changes. */
export interface Settlement {
  readonly vehicle: VehicleOfTenant;
  readonly settled: Settled;
  /** Checkpoints after this time are of no use any more. Absent: all stay. */
  readonly rewoundTo?: number;
  readonly checkpoints: readonly Checkpoint[];
  readonly kept: readonly StoredFinding[];
  readonly removed: readonly Pick<Finding, 'kind' | 'key'>[];
  /** Device times of the fixes that what is kept refers to: thinning leaves them. */
  readonly cited: readonly number[];
  readonly events: readonly Omit<VehicleEvent, 'id' | 'tenant' | 'vehicleId'>[];
}

export type FixesOf = readonly Fix[];

/** What is asked inside the transaction that settles some vehicles. Lists answer in the order of what was asked. */
export interface SettlingDesk {
  /** The vehicles, in any order; they stay locked. */
  readonly vehicles: readonly (VehicleOfTenant & Settled)[];
  /** Where to judge again from; undefined where what lies before the time is final. */
  rewinds(asked: readonly RewindAsked[]): Promise<readonly (Rewind | undefined)[]>;
  /** Up to `limit` fixes of each after a time, by ascending time, none that is flagged `future`. */
  fixes(asked: readonly FixesAsked[], limit: number): Promise<readonly FixesOf[]>;
  /** Those judged after a time, and those that are open. */
  findings(asked: readonly FixesAsked[]): Promise<readonly (readonly StoredFinding[])[]>;
  write(settlements: readonly Settlement[]): Promise<void>;
}

/** Because of a fix at this time, which is before what has been judged. */
export interface RewindAsked extends VehicleOfTenant {
  readonly before: number;
}

export interface FixesAsked extends VehicleOfTenant {
  readonly after: number;
}

export interface FixesSince {
  readonly fixes: FixesOf;
  /** How far any server has settled the vehicle; undefined: never. */
  readonly settledTo: number | undefined;
}

/** An hour of a vehicle in which a fix was stored, epoch ms of its start. */
export interface VehicleHour extends VehicleOfTenant {
  readonly hour: number;
}

/** What settling is kept in: states, checkpoints, findings and the outbox. Rejects with `unavailable`. */
export interface Settlements {
  /** The same as the desk's, without a transaction. */
  fixesSince(asked: readonly FixesAsked[], limit: number): Promise<readonly FixesSince[]>;
  /** Runs `work` in a transaction that has the vehicles to itself; all or nothing is written. */
  settle<T>(vehicles: readonly VehicleOfTenant[], work: (desk: SettlingDesk) => Promise<T>): Promise<T>;
  /** Vehicles whose last fix is older than `before` and whose silence is not settled. */
  silentSince(before: number, limit: number): Promise<VehicleOfTenant[]>;
  /** Of these hours those of which more fixes are stored than were judged, and than other calls will find. */
  missed(hours: readonly VehicleHour[]): Promise<VehicleHour[]>;
  /**
   * Removes some of what was written before these times; the metres of removed findings stay in the odometer.
   * Resolves to whether there may be more.
   */
  prune(before: {
    readonly checkpoints: number;
    readonly findings: number;
    readonly events: number;
  }): Promise<boolean>;
}
