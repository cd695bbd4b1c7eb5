import type { Role } from '@waycast/contract';

/**
 * `tenant`: any of the subject's tenant. `own`: what its token names, stored grants where the policy says so, trips and
 * orders that are its own, and of drivers the subject itself.
 */
export type Scope = 'tenant' | 'own';

export interface Policy {
  readonly allow: Readonly<Partial<Record<Role, Scope>>>;
  /** The action that an application's own rule is asked about, where it is another. */
  readonly askedAs?: 'follow:vehicle';
  /** Whether a stored grant makes a vehicle one's own for this action. */
  readonly granted: boolean;
  readonly on:
    | 'vehicle'
    | 'trip'
    | 'order'
    | 'driver'
    | 'topic'
    | 'region'
    | 'company'
    | 'conversation'
    | 'tenant';
  /** What a denied subject is told. Reading answers as if the thing were absent. */
  readonly denied: 'forbidden' | 'not_found';
  /** Completes "may …" in docs and error texts. */
  readonly summary: string;
}

/** Anybody of the tenant. */
export const EVERYONE = {
  admin: 'tenant',
  dispatcher: 'tenant',
  driver: 'tenant',
  viewer: 'tenant',
  agent: 'tenant',
  customer: 'tenant',
} as const;
