import { z } from 'zod';
import { DEFAULT_TENANT, Id, TenantId } from './ids.ts';

/** What a subject may be; a token carries one or more. */
export const ROLES = ['admin', 'dispatcher', 'driver', 'viewer', 'agent', 'customer'] as const;
export type Role = (typeof ROLES)[number];

/** The last second that a Date can hold; an `exp` in milliseconds by mistake may lie beyond it. */
const MAX_DATE_S = 8_640_000_000_000;

/** The claims that Waycast reads from a token (RFC 7519); others are ignored. `exp` is seconds since the epoch. */
export const Claims = z.object({
  sub: Id,
  tenant: TenantId.default(DEFAULT_TENANT),
  roles: z.array(z.enum(ROLES)).min(1, 'names at least one role'),
  vehicles: z.array(Id).max(1000).optional(),
  exp: z.number().min(0).max(MAX_DATE_S, 'takes seconds since the epoch'),
});
export type Claims = z.infer<typeof Claims>;

/** Who is asking, as the rules see it. */
export interface Subject {
  readonly id: string;
  readonly tenant: string;
  readonly roles: ReadonlySet<Role>;
  /** Vehicles from the token: may report for (drivers) and follow. */
  readonly vehicles: ReadonlySet<string>;
  /** Epoch milliseconds after which nothing more may be asked or received. */
  readonly expiresAt: number;
  /** Set for whoever comes with a share link: its id. Such a subject may see its one vehicle, and nothing else. */
  readonly shareId?: string;
}
