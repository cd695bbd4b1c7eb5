import { z } from 'zod';

/** Faster than anything on roads, rails or water: 720 km/h. */
const SPEED_LIMIT_MAX_MPS = 200;

/** An IANA time zone that this machine knows. */
const TimeZone = z
  .string()
  .max(64)
  .refine(isTimeZone, 'takes an IANA time zone such as Europe/Dublin, America/Chicago or UTC')
  .meta({
    description: 'IANA time zone that days, reports and quiet hours follow, such as `Europe/Dublin`.',
  });

export const SpeedLimit = z
  .number()
  .positive('takes metres per second above 0; 50 km/h are 13.89')
  .max(SPEED_LIMIT_MAX_MPS, `takes metres per second up to ${SPEED_LIMIT_MAX_MPS}; 50 km/h are 13.89`)
  .nullable();

/** How much of each thing a tenant may have. */
export const TenantLimits = z
  .object({
    maxVehicles: z.number().int(),
    maxDrivers: z.number().int(),
    maxGroups: z.number().int(),
    maxDevices: z.number().int(),
    maxGeofences: z.number().int(),
    maxWebhooks: z.number().int(),
  })
  .meta({
    id: 'TenantLimits',
    description: 'How much of each thing the tenant may have; set by the operator.',
  });
export type TenantLimits = Readonly<z.infer<typeof TenantLimits>>;

export const Tenant = z
  .object({
    tenant: z.string(),
    timeZone: z.string().meta({ description: 'IANA time zone that days, reports and quiet hours follow.' }),
    speedLimitMps: z
      .number()
      .nullable()
      .meta({ description: 'Metres per second, for vehicles without a limit of their own; null: none.' }),
    limits: TenantLimits,
  })
  .meta({ id: 'Tenant' });

export const TenantChange = z
  .object({
    timeZone: TimeZone.optional(),
    speedLimitMps: SpeedLimit.optional().meta({ description: 'Metres per second; null: no limit.' }),
  })
  .meta({ id: 'TenantChange' });
export type TenantChange = z.infer<typeof TenantChange>;

/** Offsets such as +01:00 know no summer time, and no letters lead them. */
function isTimeZone(value: string): boolean {
  if (!/^[A-Za-z]/.test(value)) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: value });
    return true;
  } catch {
    return false;
  }
}
