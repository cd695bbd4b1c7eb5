import { Announcement, DEFAULT_TENANT, TenantId, WaycastError } from '@waycast/contract';
import type { z } from 'zod';
import { decodeBy } from './kernel/invalid.ts';
import type { Live } from './ports/live.ts';

/** Appends a message to a tenant's `drivers` or `users` topic; resolves to its offset. Throws `invalid`. */
export async function announce(
  live: Live,
  family: 'drivers' | 'users',
  message: z.infer<typeof Announcement>,
  tenant = DEFAULT_TENANT,
): Promise<number> {
  if (!TenantId.safeParse(tenant).success)
    throw new WaycastError('invalid', `"${tenant}" is not a tenant id`);
  const decoded = decodeBy(Announcement, message);
  return (await live.append({ tenant, family, id: '' }, 'message', decoded)).offset;
}
