import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startPostgres } from '../fixtures/postgres.ts';
import { startSentinelSetup } from '../fixtures/redis-sentinel.ts';
import { until } from '../fixtures/until.ts';
import { readRows } from './read-rows.ts';
import { startServers } from './server-row.ts';
import { signCampaignToken } from './token.ts';

const PAUSE_MS = 2000;
const OVER_MS = 60_000;

export interface Fault {
  readonly name: string;
  run(): Promise<void>;
}

/** Servers on one PostgreSQL, and on Redis under Sentinel or on none. */
export interface DecisionGround {
  readonly urls: readonly string[];
  readonly databaseUrl: string;
  readonly faults: readonly Fault[];
  tokenOf(role: string, subject?: string): string;
  /** What each server wrote last. */
  lines(): readonly string[];
  stop(): Promise<void>;
}

export async function openDecisionGround(
  count: number,
  on: 'sentinel' | 'no Redis',
): Promise<DecisionGround> {
  const [folder, postgres, redis] = await Promise.all([
    mkdtemp(join(tmpdir(), 'waycast-decisions-')),
    startPostgres({ fsync: false }),
    on === 'sentinel' ? startSentinelSetup() : undefined,
  ]);
  const secret = randomBytes(32).toString('hex');
  const databaseUrl = await postgres.createDatabase();
  const env = {
    ...{ DATABASE_URL: databaseUrl, JWT_SECRET: secret, LOG_LEVEL: 'warn' },
    ...(redis === undefined ? {} : sentinelSettings(redis)),
  };
  const servers = await startServers(count, env, folder);
  const killServer = (at: number): Fault => ({
    name: `server ${at} killed by SIGKILL and started again`,
    run: () => servers.kill(at),
  });
  const restartDatabase = { name: 'PostgreSQL restarted', run: () => postgres.restart() };
  return {
    urls: servers.urls,
    databaseUrl,
    faults: [
      ...(redis === undefined ? [] : redisFaults(redis)),
      killServer(0),
      restartDatabase,
      killServer(count - 1),
    ],
    tokenOf: (role, subject) => signCampaignToken(secret, role, subject),
    lines: servers.lines,
    async stop() {
      await servers.end();
      await Promise.all([postgres.stop(), redis?.stop()]);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Every fault in turn, `faultRounds` times, each after a calm time; resolves to their names. */
export async function breakInTurn(
  { faults }: DecisionGround,
  { calmMs, faultRounds }: { readonly calmMs: number; readonly faultRounds: number },
  say: (line: string) => void,
): Promise<string[]> {
  const done: string[] = [];
  for (let round = 0; round < faultRounds; round++) {
    for (const fault of faults) {
      await sleep(calmMs);
      say(`${new Date().toISOString()} ${fault.name}`);
      await fault.run();
      done.push(fault.name);
    }
  }
  return done;
}

/** Waits until a query of the database answers no row. */
export async function untilNone(what: string, databaseUrl: string, query: string): Promise<void> {
  const isNone = async (): Promise<boolean> => (await readRows(databaseUrl, query)).length === 0;
  await until(what, isNone, { timeoutMs: OVER_MS, everyMs: 100 });
}

/** Waits until everything that was decided is told. */
export function untilAllIsTold(databaseUrl: string): Promise<void> {
  return untilNone('all is told', databaseUrl, 'select from outbox limit 1');
}

type Sentinels = Awaited<ReturnType<typeof startSentinelSetup>>;

function sentinelSettings({ sentinels, name }: Sentinels) {
  const places = sentinels.map(({ host, port }) => `${host}:${port}`).join();
  return { REDIS_SENTINELS: places, REDIS_SENTINEL_NAME: name };
}

function redisFaults(redis: Sentinels): Fault[] {
  return [
    {
      name: 'Redis flushed',
      async run() {
        await (await redis.master()).cli('FLUSHALL');
      },
    },
    {
      name: `Redis paused for ${PAUSE_MS} ms`,
      async run() {
        await (await redis.master()).cli('CLIENT', 'PAUSE', String(PAUSE_MS), 'ALL');
        await sleep(PAUSE_MS);
      },
    },
    {
      name: 'Redis master killed under Sentinel',
      async run() {
        const master = await redis.master();
        await master.kill();
        await redis.newMaster(master);
        // It comes back as a replica, so that the new master has enough of them, and can be killed in its turn.
        await master.start();
        await redis.settled();
      },
    },
  ];
}
