import { z } from 'zod';

/** Tenant of tokens that name none; its names in Redis, rooms and channels carry no prefix. */
export const DEFAULT_TENANT = 'default';

const ID_PATTERN = /^[A-Za-z0-9._~@-]{1,128}$/;
const TENANT_PATTERN = /^[a-z0-9][a-z0-9-]{0,62}$/;

/**
 * First words of the names that Redis keys, channels and rooms use. A tenant called `vehicle` would make
 * `vehicle:bus-7` ambiguous, so these are refused as tenants.
 */
export const RESERVED_TENANTS: ReadonlySet<string> = new Set([
  'vehicle',
  'transport',
  'tracking',
  'geofence',
  'trip',
  'fleet',
  'drivers',
  'users',
  'order',
  'offers',
  'company',
  'conversation',
  'region',
  'session',
  'user',
  'heartbeat',
  'location',
  'gps',
  'active',
  'waycast',
]);

/** An id chosen by the caller: 1–128 of `A–Z a–z 0–9 . _ ~ @ -`; a JSON number is read as its decimal string. */
export const Id = z
  .union([z.string(), z.number().int()])
  .transform(String)
  .pipe(z.string().regex(ID_PATTERN, 'takes 1–128 characters of A-Z a-z 0-9 . _ ~ @ -'))
  .meta({
    id: 'Id',
    description: 'Id chosen by the caller, unique within the tenant; a JSON number is read as a string.',
  });

/** A tenant id: `[a-z0-9][a-z0-9-]{0,62}` and none of {@link RESERVED_TENANTS}. */
export const TenantId = z
  .string()
  .regex(TENANT_PATTERN, 'takes 1–63 characters of a-z 0-9 - and starts with a letter or digit')
  .refine((tenant) => !RESERVED_TENANTS.has(tenant), 'is a reserved word');

/** Whether `value` can be an id as it stands (a string; the caller has already turned numbers into strings). */
export function isId(value: string): boolean {
  return ID_PATTERN.test(value);
}

/** Whether `value` can be a tenant id. */
export function isTenantId(value: string): boolean {
  return TENANT_PATTERN.test(value) && !RESERVED_TENANTS.has(value);
}
