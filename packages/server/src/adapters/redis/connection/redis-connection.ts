import { readFile } from 'node:fs/promises';
import type { Clock } from '../../../ports/clock.ts';
import type { Log } from '../../../ports/log.ts';

/** A server's host and port. */
export interface HostPort {
  readonly host: string;
  readonly port: number;
}

/** How to reach Redis: the options of the section `Redis`. A Cluster goes before Sentinels, these before an address. */
export interface RedisConnection {
  /** `redis://` or `rediss://`; its user, password, database and TLS win over the separate parts. */
  readonly url?: string | undefined;
  readonly host?: string | undefined;
  readonly port?: number | undefined;
  readonly username?: string | undefined;
  readonly password?: string | undefined;
  readonly db?: number | undefined;
  readonly tls?: boolean | undefined;
  /** Path of a file with PEM certificates. */
  readonly caFile?: string | undefined;
  readonly sentinels?: readonly HostPort[] | undefined;
  readonly sentinelName?: string | undefined;
  readonly sentinelPassword?: string | undefined;
  readonly cluster?: readonly HostPort[] | undefined;
  readonly connectTimeoutMs: number;
  readonly retryMinDelayMs: number;
  readonly retryMaxDelayMs: number;
  readonly log: Log;
  readonly clock: Clock;
}

/** Who we are to a server, and how we speak to it. */
export interface Access {
  readonly username: string | undefined;
  readonly password: string | undefined;
  readonly db: number;
  readonly tls: { readonly ca: string | undefined } | undefined;
}

/** Where Redis is. */
export type Place =
  | { readonly kind: 'standalone'; readonly at: HostPort }
  | { readonly kind: 'sentinel'; readonly sentinels: readonly HostPort[]; readonly name: string }
  | { readonly kind: 'cluster'; readonly seeds: readonly HostPort[] };

const DEFAULT_PORT = 6379;

/** Reads where Redis is from the options. */
export function placeOf({ url, host, port, sentinels, sentinelName, cluster }: RedisConnection): Place {
  if (cluster !== undefined) return { kind: 'cluster', seeds: cluster };
  if (sentinels !== undefined) {
    if (sentinelName === undefined)
      throw new Error("REDIS_SENTINELS needs REDIS_SENTINEL_NAME, the master's name.");
    return { kind: 'sentinel', sentinels, name: sentinelName };
  }
  if (url !== undefined) {
    const { hostname, port: urlPort } = new URL(url);
    const name = hostname.replace(/^\[(.*)\]$/, '$1');
    return { kind: 'standalone', at: { host: name, port: Number(urlPort || DEFAULT_PORT) } };
  }
  if (host === undefined)
    throw new Error('Redis needs REDIS_URL, REDIS_HOST, REDIS_SENTINELS or REDIS_CLUSTER.');
  return { kind: 'standalone', at: { host, port: port ?? DEFAULT_PORT } };
}

/** Credentials, database and TLS; rejects when the file of certificates cannot be read. */
export async function accessOf(options: RedisConnection): Promise<Access> {
  const { url, caFile } = options;
  const from = url === undefined ? undefined : new URL(url);
  const ca = caFile === undefined ? undefined : await readCertificates(caFile);
  const tls = from === undefined ? options.tls === true : from.protocol === 'rediss:';
  const path = from?.pathname.slice(1) ?? '';
  return {
    username: from?.username ? decodeURIComponent(from.username) : options.username,
    password: from?.password ? decodeURIComponent(from.password) : options.password,
    db: path === '' ? (options.db ?? 0) : Number(path),
    tls: tls ? { ca } : undefined,
  };
}

async function readCertificates(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new Error(`REDIS_CA_FILE ${file} cannot be read. It takes a file with PEM certificates.`, {
      cause: error,
    });
  }
}

/** `host:port`, with an IPv6 address in brackets. */
export function addressText({ host, port }: HostPort): string {
  return `${host.includes(':') ? `[${host}]` : host}:${port}`;
}
