import { Claims, type Role, WaycastError } from '@waycast/contract';
import { SignJWT } from 'jose';

/** What a token says. */
export interface TokenClaims {
  readonly subject: string;
  readonly roles: readonly Role[];
  /** `default` when absent. */
  readonly tenant?: string | undefined;
  /** Vehicles that the subject may report for and follow. */
  readonly vehicles?: readonly string[] | undefined;
  /** Seconds from now. */
  readonly ttlS: number;
  /** JWT_ISSUER and JWT_AUDIENCE of the servers that will check it, where they are set. */
  readonly issuer?: string | undefined;
  readonly audience?: string | undefined;
}

/**
 * Signs a token with HS256, as `waycast token` prints it. `secret` is the servers' JWT_SECRET. Rejects with WaycastError
 * `invalid` for claims that no server would accept.
 */
export async function signToken(secret: string, claims: TokenClaims): Promise<string> {
  const issuedAt = Math.floor(Date.now() / 1000);
  const token = new SignJWT({ ...checked(claims, issuedAt), iat: issuedAt });
  if (claims.issuer !== undefined) token.setIssuer(claims.issuer);
  if (claims.audience !== undefined) token.setAudience(claims.audience);
  return token.setProtectedHeader({ alg: 'HS256', typ: 'JWT' }).sign(new TextEncoder().encode(secret));
}

function checked({ subject, roles, tenant, vehicles, ttlS }: TokenClaims, issuedAt: number): Claims {
  const result = Claims.safeParse({
    sub: subject,
    roles: [...new Set(roles)],
    exp: issuedAt + ttlS,
    ...(tenant === undefined ? {} : { tenant }),
    ...(vehicles === undefined || vehicles.length === 0 ? {} : { vehicles }),
  });
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new WaycastError(
    'invalid',
    `the token would not be accepted: its claim ${issue?.path.join('.') ?? ''} ${issue?.message ?? 'is wrong'}`,
  );
}
