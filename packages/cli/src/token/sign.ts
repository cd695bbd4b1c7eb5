import { Claims } from '@waycast/contract';
import type { WaycastConfig } from '@waycast/server/config';
import { SignJWT } from 'jose';
import { UsageError } from '../failure.ts';

/** What a token says, before it is checked. */
export interface TokenInput {
  readonly subject: string;
  readonly roles: readonly string[];
  readonly tenant?: string | undefined;
  readonly vehicles?: readonly string[] | undefined;
  readonly ttlSeconds: number;
}

const OPTION_OF_CLAIM: Readonly<Record<string, string>> = {
  sub: '--subject',
  tenant: '--tenant',
  roles: '--role',
  vehicles: '--vehicle',
  exp: '--ttl',
};

/** Claims that start now. Throws UsageError naming each option that would make the token invalid. */
export function claimsOf(input: TokenInput): IssuedClaims {
  const issuedAt = Math.floor(Date.now() / 1000);
  const claims = checkClaims({
    sub: input.subject,
    roles: [...new Set(input.roles)],
    exp: issuedAt + input.ttlSeconds,
    ...(input.tenant === undefined ? {} : { tenant: input.tenant }),
    ...(input.vehicles === undefined ? {} : { vehicles: input.vehicles }),
  });
  return { ...claims, iat: issuedAt };
}

/** Checked claims and when they were made, in seconds since the epoch. */
export type IssuedClaims = Claims & { readonly iat: number };

/** An HS256 token with the issuer and audience that the settings ask for. */
export async function signToken(
  claims: IssuedClaims,
  secret: string,
  config: WaycastConfig,
): Promise<string> {
  const token = new SignJWT({ ...claims }).setProtectedHeader({ alg: 'HS256', typ: 'JWT' });
  if (config.jwtIssuer !== undefined) token.setIssuer(config.jwtIssuer);
  if (config.jwtAudience !== undefined) token.setAudience(config.jwtAudience);
  return token.sign(new TextEncoder().encode(secret));
}

function checkClaims(input: object): Claims {
  const result = Claims.safeParse(input);
  if (result.success) return result.data;
  const lines = result.error.issues.map(({ path, message }) => {
    const [claim] = path;
    return `${OPTION_OF_CLAIM[String(claim)] ?? String(claim)}: ${message}`;
  });
  throw new UsageError(`the token would not be valid: ${[...new Set(lines)].join('; ')}`);
}
