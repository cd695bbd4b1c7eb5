import { fromEnv, resolveConfig, type WaycastConfig } from '@waycast/server/config';
import { signToken, type TokenClaims } from '@waycast/server/tokens';
import { findLocalKey } from '../token/local-key.ts';

/** A server to send to, and as whom. */
export interface ServerAccess {
  readonly url: string;
  /** A JWT, or what makes a new one. */
  readonly token: string | (() => Promise<string>);
}

/** Somebody who comes with a token of its own. */
export type AccessAs = (
  subject: string,
  role: 'driver' | 'customer' | 'agent',
  vehicles?: readonly string[],
) => ServerAccess;

/** What was given, completed for a server on this machine: its port, and tokens signed with its key. */
export async function accessTo(given: {
  readonly url?: string;
  readonly token?: string;
}): Promise<ServerAccess> {
  if (given.url !== undefined && given.token !== undefined) return { url: given.url, token: given.token };
  const config = resolveConfig(fromEnv());
  const url = given.url ?? `http://localhost:${config.port}`;
  return { url, token: given.token ?? (await localTokens(config)) };
}

const TTL_S = 3600;

async function localTokens(config: WaycastConfig): Promise<() => Promise<string>> {
  const { secret } = await findLocalKey(config);
  return dispatcherTokens('waycast-cli', secret, config);
}

/** Makes tokens that may report for every vehicle of the default tenant. */
export function dispatcherTokens(
  subject: string,
  secret: string,
  config: WaycastConfig,
): () => Promise<string> {
  return tokensOf({ subject, roles: ['dispatcher'] }, secret, config);
}

/** Makes tokens of somebody, good for an hour each. */
export function tokensOf(
  who: Pick<TokenClaims, 'subject' | 'roles' | 'vehicles'>,
  secret: string,
  { jwtIssuer: issuer, jwtAudience: audience }: WaycastConfig,
): () => Promise<string> {
  return () => signToken(secret, { ...who, ttlS: TTL_S, issuer, audience });
}
