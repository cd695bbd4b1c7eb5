import { createHash } from 'node:crypto';
import { WaycastError } from '@waycast/contract';
import type { GuestTokens } from '../../ports/guest-tokens.ts';
import { signToken } from './sign.ts';
import { createTokens } from './tokens.ts';

export interface GuestTokenOptions {
  /** JWT_SECRET; undefined: nobody can be given a token. */
  readonly secret?: string | undefined;
  readonly issuer?: string | undefined;
  readonly audience?: string | undefined;
  /** Epoch ms. */
  readonly now: () => number;
}

/** Keepsakes are signed with a key of their own, so that nobody can use one as a token. */
export function createGuestTokens({ secret, issuer, audience, now }: GuestTokenOptions): GuestTokens {
  if (secret === undefined) return NO_SECRET;
  const keepsakeSecret = createHash('sha256').update(`guest of ${secret}`).digest('hex');
  const keepsakes = createTokens({ secret: keepsakeSecret, now });
  return {
    token: (tenant, subject, ttlS) =>
      signToken(secret, { tenant, subject, roles: ['customer'], ttlS, issuer, audience }),
    keepsake: (tenant, subject, ttlS) =>
      signToken(keepsakeSecret, { tenant, subject, roles: ['customer'], ttlS }),
    async guestOf(tenant, keepsake) {
      try {
        const guest = await keepsakes.verify(keepsake);
        return guest.tenant === tenant ? guest.id : undefined;
      } catch (error) {
        // Of a secret that was changed, or too old: a new guest then.
        if (error instanceof WaycastError && error.code === 'unauthenticated') return undefined;
        throw error;
      }
    },
  };
}

async function refuse(): Promise<never> {
  throw new WaycastError(
    'unavailable',
    'guests cannot be given tokens here: the server has no JWT_SECRET; set one beside JWT_JWKS_URL',
  );
}

const NO_SECRET: GuestTokens = { token: refuse, keepsake: refuse, guestOf: async () => undefined };
