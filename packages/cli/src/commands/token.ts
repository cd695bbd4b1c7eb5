import { fromEnv, resolveConfig } from '@waycast/server/config';
import { findLocalKey } from '../token/local-key.ts';
import { claimsOf, signToken } from '../token/sign.ts';

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
  const claims = claimsOf({ subject, roles: role, tenant, vehicles: vehicle, ttlSeconds: ttl });
  const config = resolveConfig(fromEnv());
  const key = await findLocalKey(config);
  const token = await signToken(claims, key.secret, config);
  if (key.file !== undefined)
    process.stderr.write(`Signed with the demo's key in ${key.file}, since JWT_SECRET is not set.\n`);
  process.stdout.write(`${token}\n`);
}
