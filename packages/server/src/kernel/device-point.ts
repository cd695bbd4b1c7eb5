/** One message of a device in our units: a position as `decodeFix` takes it, or a sign of life without one. */
export type DevicePoint = DevicePosition | { readonly kind: 'heartbeat' };

export interface DevicePosition {
  readonly kind: 'position';
  readonly fix: DeviceFix;
  /** What else the device said, by its own names. */
  readonly attributes: Readonly<Record<string, unknown>>;
  /** Whose position it is, where each message says so itself. */
  readonly deviceId?: string | undefined;
  /** Names the message: one of the same name that was taken is not taken again. */
  readonly idempotencyKey?: string | undefined;
}

/** Like `FixInput` without the vehicle, which the registry knows. Units: degrees, metres, metres per second. */
export interface DeviceFix {
  readonly latitude?: number | undefined;
  readonly longitude?: number | undefined;
  /** ISO 8601 or epoch ms; absent: now. */
  readonly timestamp?: string | number | undefined;
  readonly accuracy?: number | undefined;
  readonly speed?: number | undefined;
  readonly heading?: number | undefined;
  readonly altitude?: number | undefined;
}
