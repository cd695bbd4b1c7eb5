import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startPostgres } from '../fixtures/postgres.ts';
import { freePort } from '../fixtures/processes.ts';
import { startSentinelSetup } from '../fixtures/redis-sentinel.ts';
import { CampaignServer } from './processes.ts';
import { signCampaignToken } from './token.ts';

/** Never asks for announcements. */
const SILENT_MS = 3_600_000;
const PAUSE_MS = 2000;

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
  const [folder, postgres, redis, ports] = await Promise.all([
    mkdtemp(join(tmpdir(), 'waycast-decisions-')),
    startPostgres({ fsync: false }),
    on === 'sentinel' ? startSentinelSetup() : undefined,
    Promise.all(Array.from({ length: count }, freePort)),
  ]);
  const secret = randomBytes(32).toString('hex');
  const databaseUrl = await postgres.createDatabase();
  const env = {
    ...process.env,
    ...{ DATABASE_URL: databaseUrl, JWT_SECRET: secret, LOG_LEVEL: 'warn' },
    ...(redis === undefined ? {} : sentinelSettings(redis)),
  };
  const start = async (at: number): Promise<CampaignServer> => {
    const place = { PORT: String(ports[at]), DATA_DIR: join(folder, `server-${at}`) };
    const server = new CampaignServer(`server-${at}`, SILENT_MS, { ...env, ...place });
    await server.serving();
    return server;
  };
  // One after the other: the first makes the schema.
  const servers = [await start(0), ...(await Promise.all(ports.slice(1).map((_, at) => start(at + 1))))];
  const killServer = (at: number): Fault => ({
    name: `server ${at} killed by SIGKILL and started again`,
    async run() {
      await servers[at]?.end('SIGKILL');
      servers[at] = await start(at);
    },
  });
  const restartDatabase = { name: 'PostgreSQL restarted', run: () => postgres.restart() };
  return {
    urls: ports.map((port) => `http://127.0.0.1:${port}`),
    databaseUrl,
    faults: [
      ...(redis === undefined ? [] : redisFaults(redis)),
      killServer(0),
      restartDatabase,
      killServer(count - 1),
    ],
    tokenOf: (role, subject) => signCampaignToken(secret, role, subject),
    lines: () => servers.flatMap(({ name, lines }) => [`${name}:`, ...lines]),
    async stop() {
      await Promise.all(servers.map((server) => server.end('SIGKILL')));
      await Promise.all([postgres.stop(), redis?.stop()]);
      await rm(folder, { recursive: true, force: true });
    },
  };
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
