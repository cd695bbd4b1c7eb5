import type { Role } from '@waycast/contract';
import { SignJWT } from 'jose';

/** What a token says. */
export interface TokenClaims {
  readonly subject: string;
  readonly roles: readonly Role[];
  readonly tenant?: string;
  readonly vehicles?: readonly string[];
  /** Seconds from now. */
  readonly ttlS: number;
}

/** Signs a token with HS256, as `waycast token` prints it. */
export function signToken(secret: string, claims: TokenClaims): Promise<string> {
  return new SignJWT({
    roles: [...claims.roles],
    ...(claims.tenant === undefined ? {} : { tenant: claims.tenant }),
    ...(claims.vehicles === undefined || claims.vehicles.length === 0
      ? {}
      : { vehicles: [...claims.vehicles] }),
  })
    .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
    .setSubject(claims.subject)
    .setIssuedAt()
    .setExpirationTime(Math.floor(Date.now() / 1000) + claims.ttlS)
    .sign(new TextEncoder().encode(secret));
}
