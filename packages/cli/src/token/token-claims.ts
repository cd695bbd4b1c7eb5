import { Claims } from '@waycast/contract';
import type { TokenClaims } from '@waycast/server/tokens';
import { UsageError } from '../failure.ts';

/** What a token is to say, as typed in. */
export interface TokenInput {
  readonly subject: string;
  readonly roles: readonly string[];
  readonly tenant?: string | undefined;
  readonly vehicles?: readonly string[] | undefined;
  readonly ttlS: number;
}

const OPTION_OF_CLAIM: Readonly<Record<string, string>> = {
  sub: '--subject',
  tenant: '--tenant',
  roles: '--role',
  vehicles: '--vehicle',
  exp: '--ttl',
};

/** Claims that can be signed. Throws UsageError naming each option that would make the token invalid. */
export function claimsOf({ subject, roles, tenant, vehicles, ttlS }: TokenInput): TokenClaims {
  const exp = Math.floor(Date.now() / 1000) + ttlS;
  const result = Claims.safeParse({ sub: subject, tenant, roles, vehicles, exp });
  if (result.success) return { subject, roles: result.data.roles, tenant, vehicles, ttlS };
  const lines = result.error.issues.map(({ path, message }) => {
    const [claim] = path;
    return `${OPTION_OF_CLAIM[String(claim)] ?? String(claim)}: ${message}`;
  });
  throw new UsageError(`the token would not be valid: ${[...new Set(lines)].join('; ')}`);
}
