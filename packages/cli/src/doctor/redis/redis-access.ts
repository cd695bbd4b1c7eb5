import { readFile } from 'node:fs/promises';
import type { WaycastConfig } from '@waycast/server/config';

/** A host and port. */
export interface RedisNode {
  readonly host: string;
  readonly port: number;
}

export interface RedisLogin {
  readonly username?: string;
  readonly password?: string;
}

/** Where Redis is and as whom we come. */
export interface RedisAccess {
  readonly way: 'alone' | 'sentinel' | 'cluster';
  /** The server itself, the Sentinels, or some nodes of the Cluster. */
  readonly nodes: readonly RedisNode[];
  /** The master's name at the Sentinels; empty otherwise. */
  readonly masterName: string;
  readonly login: RedisLogin;
  /** The Sentinels' own. */
  readonly sentinelLogin: RedisLogin;
  readonly database: number;
  /** Authorities to trust, in PEM; undefined without TLS. Empty: those that Node trusts. */
  readonly tls: { readonly ca?: string } | undefined;
  readonly connectTimeoutMs: number;
}

/** More than this is no fit place for a server, and the doctor has other things to look at. */
const CONNECT_TIMEOUT_MAX_MS = 5000;

/** How the settings reach Redis; undefined when they name none. Rejects when REDIS_CA_FILE cannot be read. */
export async function redisAccess(config: WaycastConfig): Promise<RedisAccess | undefined> {
  const own = addressOf(config);
  const { redisSentinels, redisCluster } = config;
  const nodes = redisSentinels ?? redisCluster ?? own.nodes;
  if (nodes.length === 0) return undefined;
  const ca = config.redisCaFile === undefined ? undefined : await readFile(config.redisCaFile, 'utf8');
  return {
    way: redisSentinels !== undefined ? 'sentinel' : redisCluster !== undefined ? 'cluster' : 'alone',
    nodes,
    masterName: config.redisSentinelName ?? '',
    login: own.login,
    sentinelLogin: loginOf(undefined, config.redisSentinelPassword),
    database: own.database,
    tls: own.isTls ? (ca === undefined ? {} : { ca }) : undefined,
    connectTimeoutMs: Math.min(config.redisConnectTimeout, CONNECT_TIMEOUT_MAX_MS),
  };
}

/** REDIS_URL, or else the separate parts. */
function addressOf(config: WaycastConfig) {
  const { redisUrl, redisHost, redisPort, redisUsername, redisPassword, redisDb, redisTls } = config;
  if (redisUrl === undefined) {
    return {
      nodes: redisHost === undefined ? [] : [{ host: redisHost, port: redisPort }],
      login: loginOf(redisUsername, redisPassword),
      database: redisDb,
      isTls: redisTls,
    };
  }
  const url = new URL(redisUrl);
  return {
    nodes: [{ host: url.hostname.replace(/^\[|\]$/g, ''), port: Number(url.port || 6379) }],
    login: loginOf(decodeURIComponent(url.username), decodeURIComponent(url.password)),
    database: Number(url.pathname.slice(1) || redisDb),
    isTls: url.protocol === 'rediss:',
  };
}

function loginOf(username = '', password = ''): RedisLogin {
  return { ...(username === '' ? {} : { username }), ...(password === '' ? {} : { password }) };
}
