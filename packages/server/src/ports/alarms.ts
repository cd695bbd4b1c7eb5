import type { AlertKind } from '@waycast/contract';

/** Something that the tenant's rules may make alerts of. */
export interface Alarm {
  readonly tenant: string;
  readonly vehicleId: string;
  readonly kind: AlertKind;
  /** The same whenever and by whomever it is told. */
  readonly key: string;
  /** Device time, epoch ms. */
  readonly at: number;
  readonly late: boolean;
  readonly evidence: Readonly<Record<string, unknown>>;
}

/** Alerts of what other modules find out. Rejects with `unavailable`. */
export interface Alarms {
  /** Makes alerts by the tenant's rules; of one key each rule makes one, whoever tells it how often. */
  raise(alarms: readonly Alarm[]): Promise<void>;
  /** Notes on the alerts of this key that they are cleared, once; nobody is told. */
  clear(tenant: string, key: string, note: Readonly<Record<string, unknown>>): Promise<void>;
}
