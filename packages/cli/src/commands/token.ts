import { fromEnv, resolveConfig } from '@waycast/server/config';
import type { TokenOptions } from '../server-commands.ts';
import { findLocalKey } from '../token/local-key.ts';
import { claimsOf, signToken } from '../token/sign.ts';

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
