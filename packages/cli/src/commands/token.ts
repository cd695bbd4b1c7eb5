import { fromEnv, resolveConfig } from '@waycast/server/config';
import { signToken } from '@waycast/server/tokens';
import { findLocalKey } from '../token/local-key.ts';
import { claimsOf } from '../token/token-claims.ts';

/** What `waycast token` takes. */
export interface TokenOptions {
  readonly subject: string;
  readonly role: string[];
  readonly tenant?: string;
  readonly vehicle?: string[];
  /** Seconds. */
  readonly ttl: number;
}

/** Prints a signed token, and nothing else, on standard output. */
export async function printToken({ subject, role, tenant, vehicle, ttl }: TokenOptions): Promise<void> {
  const claims = claimsOf({ subject, roles: role, tenant, vehicles: vehicle, ttlS: ttl });
  const config = resolveConfig(fromEnv());
  const key = await findLocalKey(config);
  const { jwtIssuer: issuer, jwtAudience: audience } = config;
  const token = await signToken(key.secret, { ...claims, issuer, audience });
  if (key.file !== undefined)
    process.stderr.write(`Signed with the demo's key in ${key.file}, since JWT_SECRET is not set.\n`);
  process.stdout.write(`${token}\n`);
}
