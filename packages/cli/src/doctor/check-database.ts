import type { WaycastConfig } from '@waycast/server/config';
import { Client } from 'pg';
import { messageOf } from '../failure.ts';
import { judgeClock } from './clock.ts';
import { type Finding, fail, ok, warn } from './finding.ts';

const CONNECT_TIMEOUT_MS = 5000;
const VERSION_MIN = 150_000;
const CONNECTIONS_PER_WORKER = 12;

const QUESTION = `select
  current_setting('server_version') as version,
  current_setting('server_version_num')::int as version_number,
  current_setting('max_connections')::int as max_connections,
  current_setting('fsync') as fsync,
  current_setting('synchronous_commit') as synchronous_commit,
  current_setting('TimeZone') as time_zone,
  (select count(*)::int from pg_stat_activity where backend_type = 'client backend') as connections,
  (select extversion from pg_extension where extname = 'timescaledb') as timescale,
  extract(epoch from clock_timestamp())::float8 * 1000 as now_ms`;

/** What PostgreSQL says about itself. */
export interface DatabaseFacts {
  readonly version: string;
  readonly versionNumber: number;
  readonly maxConnections: number;
  readonly connections: number;
  readonly fsync: string;
  readonly synchronousCommit: string;
  readonly timeZone: string;
  readonly timescale: string | undefined;
  /** Its clock minus ours, in milliseconds, in the middle of the question. */
  readonly clockAheadMs: number;
}

/** Asks PostgreSQL about itself; of the embedded database there is nothing to ask. */
export async function checkDatabase({ databaseUrl, workers }: WaycastConfig): Promise<Finding[]> {
  if (databaseUrl === undefined) {
    return [
      warn(
        'database',
        'embedded in DATA_DIR',
        'right for one server and some hundred vehicles; set DATABASE_URL for more',
      ),
    ];
  }
  try {
    return judgeDatabase(await askDatabase(databaseUrl), workers);
  } catch (error) {
    return [
      fail(
        'database',
        `DATABASE_URL does not answer: ${messageOf(error)}`,
        'check address, password, firewall and that it runs',
      ),
    ];
  }
}

/** Verdicts on what PostgreSQL said, for a server of so many processes. */
export function judgeDatabase(facts: DatabaseFacts, workers: number): Finding[] {
  return [
    facts.versionNumber >= VERSION_MIN
      ? ok('database', `PostgreSQL ${facts.version}`)
      : fail('database', `PostgreSQL ${facts.version}`, 'it takes 15 or later'),
    ok(
      'timescale',
      facts.timescale === undefined
        ? 'not installed; native partitions are used'
        : `TimescaleDB ${facts.timescale}`,
    ),
    judgeDurability(facts),
    judgeConnections(facts, workers),
    judgeClock(
      'clock',
      "the database's clock",
      facts.clockAheadMs,
      'let both follow NTP: times of receipt and retention depend on it',
    ),
    ok('time zone', `${facts.timeZone}; times are stored as UTC whatever it is`),
  ];
}

function judgeDurability({ fsync, synchronousCommit }: DatabaseFacts): Finding {
  if (fsync !== 'on')
    return fail('durability', `fsync is ${fsync}`, 'turn it on: a power cut can destroy the whole database');
  if (synchronousCommit === 'off') {
    return fail(
      'durability',
      'synchronous_commit is off',
      'turn it on: acknowledged fixes would be lost in a crash',
    );
  }
  return ok('durability', `fsync on, synchronous_commit ${synchronousCommit}`);
}

function judgeConnections({ maxConnections, connections }: DatabaseFacts, workers: number): Finding {
  const needed = workers * CONNECTIONS_PER_WORKER;
  const found = `${connections} of ${maxConnections} in use; this server takes up to ${needed}`;
  if (maxConnections - connections >= needed) return ok('connections', found);
  return warn('connections', found, 'raise max_connections, or put a pooler in front');
}

async function askDatabase(url: string): Promise<DatabaseFacts> {
  const client = new Client({
    connectionString: url,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    statement_timeout: CONNECT_TIMEOUT_MS,
  });
  // A connection that breaks while it is idle also says so; the query's own rejection is what counts.
  client.on('error', () => undefined);
  await client.connect();
  try {
    const askedAt = Date.now();
    const { rows } = await client.query<Record<string, string | number | null>>(QUESTION);
    return toFacts(rows[0] ?? {}, (askedAt + Date.now()) / 2);
  } finally {
    await client.end();
  }
}

function toFacts(row: Record<string, string | number | null>, localNow: number): DatabaseFacts {
  const timescale = row.timescale;
  return {
    version: String(row.version),
    versionNumber: Number(row.version_number),
    maxConnections: Number(row.max_connections),
    connections: Number(row.connections),
    fsync: String(row.fsync),
    synchronousCommit: String(row.synchronous_commit),
    timeZone: String(row.time_zone),
    timescale: timescale === null || timescale === undefined ? undefined : String(timescale),
    clockAheadMs: Number(row.now_ms) - localNow,
  };
}
