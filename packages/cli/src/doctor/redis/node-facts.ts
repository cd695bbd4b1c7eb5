import type { RedisConnection } from './redis-connection.ts';

/** What one Redis server says about itself. Undefined: it would not say, as hosted ones and strict access lists do. */
export interface NodeFacts {
  readonly address: string;
  readonly product: 'Redis' | 'Valkey';
  readonly version: string;
  readonly isMaster: boolean;
  readonly isClusterNode: boolean;
  readonly replicas: number;
  readonly appendOnly: boolean;
  /** The `save` line; empty when no snapshots are made. */
  readonly save: string | undefined;
  /** What the last write to the disk ended with. */
  readonly lastWritesOk: boolean;
  readonly maxmemoryBytes: number;
  readonly usedBytes: number;
  readonly policy: string;
  /** `client-output-buffer-limit pubsub`, the hard limit; 0 is none. */
  readonly pubSubLimitBytes: number | undefined;
  readonly latencyMs: number;
  /** Its clock minus ours, in the middle of the question. */
  readonly clockAheadMs: number;
}

const PINGS = 21;

export async function askNode(connection: RedisConnection): Promise<NodeFacts> {
  const info = parseInfo(await connection.send('INFO'));
  const [save, limits, latencyMs, clockAheadMs] = [
    await readSetting(connection, 'save'),
    await readSetting(connection, 'client-output-buffer-limit'),
    await measureLatency(connection),
    await measureClock(connection),
  ];
  const valkey = info.get('valkey_version');
  return {
    address: connection.address,
    product: valkey === undefined ? 'Redis' : 'Valkey',
    version: valkey ?? info.get('redis_version') ?? 'unknown',
    isMaster: info.get('role') !== 'slave',
    isClusterNode: info.get('cluster_enabled') === '1',
    replicas: Number(info.get('connected_slaves') ?? 0),
    appendOnly: info.get('aof_enabled') === '1',
    save,
    lastWritesOk: ['rdb_last_bgsave_status', 'aof_last_write_status', 'aof_last_bgrewrite_status'].every(
      (field) => (info.get(field) ?? 'ok') === 'ok',
    ),
    maxmemoryBytes: Number(info.get('maxmemory') ?? 0),
    usedBytes: Number(info.get('used_memory') ?? 0),
    policy: info.get('maxmemory_policy') ?? 'unknown',
    pubSubLimitBytes: limits === undefined ? undefined : pubSubHardLimit(limits),
    latencyMs,
    clockAheadMs,
  };
}

/** INFO's lines as `field` → `value`. */
export function parseInfo(text: unknown): Map<string, string> {
  const lines = String(text)
    .split(/\r?\n/)
    .filter((line) => line.includes(':'));
  return new Map(
    lines.map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1)] as const),
  );
}

/** `normal 0 0 0 slave 1 2 3 pubsub 33554432 8388608 60` → 33554432. */
function pubSubHardLimit(limits: string): number | undefined {
  const hard = /\bpubsub (\d+)/.exec(limits)?.[1];
  return hard === undefined ? undefined : Number(hard);
}

async function readSetting(connection: RedisConnection, name: string): Promise<string | undefined> {
  try {
    const reply = await connection.send('CONFIG', 'GET', name);
    return Array.isArray(reply) && reply.length > 1 ? String(reply[1]) : undefined;
  } catch (error) {
    // Not allowed, or renamed away: then it stays unknown, and the findings say so.
    if (error instanceof Error && /NOPERM|unknown command/i.test(error.message)) return undefined;
    throw error;
  }
}

async function measureLatency(connection: RedisConnection): Promise<number> {
  const times: number[] = [];
  for (let ping = 0; ping < PINGS; ping++) {
    const startedAt = performance.now();
    await connection.send('PING');
    times.push(performance.now() - startedAt);
  }
  return times.sort((a, b) => a - b)[Math.floor(PINGS / 2)] ?? 0;
}

async function measureClock(connection: RedisConnection): Promise<number> {
  const askedAt = Date.now();
  const reply = await connection.send('TIME');
  const [seconds, micros] = Array.isArray(reply) ? reply.map(Number) : [];
  return (seconds ?? 0) * 1000 + (micros ?? 0) / 1000 - (askedAt + Date.now()) / 2;
}
