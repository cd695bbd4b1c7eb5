import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createRandom } from '@waycast/geo';
import { type PostgresServer, startPostgres } from '../../fixtures/postgres.ts';
import { freePort } from '../../fixtures/processes.ts';
import { until } from '../../fixtures/until.ts';
import { CampaignServer } from '../processes.ts';
import { signCampaignToken } from '../token.ts';
import { Reporter } from './reporter.ts';
import { judgeStored, type StoredVerdict } from './stored.ts';

export interface OutagesSize {
  readonly seed: number;
  readonly seconds: number;
  readonly vehicles: number;
  /** Of a vehicle between two reports. */
  readonly pauseMs: number;
}

export interface OutagesOutcome {
  readonly verdict: StoredVerdict;
  readonly serverKills: number;
  readonly databaseKills: number;
  /** Requests by status; 0: no answer. */
  readonly answers: Readonly<Record<string, number>>;
  /** Fixes that were seen waiting on disk, at the most. */
  readonly mostSpooledBytes: number;
}

/** Never asks for announcements. */
const SILENT_MS = 3_600_000;
const CALM_MS = 4000;
const OUTAGE_MS = 6000;
const FAULTS = ['server', 'database', 'both', 'server while the database is away'] as const;

/** One server and its database, both killed at random under load by SIGKILL and started again; then the rows are judged. */
export async function runOutages(size: OutagesSize, say: (line: string) => void): Promise<OutagesOutcome> {
  const ground = await openGround();
  try {
    return await campaign(ground, size, say);
  } catch (error) {
    say(ground.lines().join('\n'));
    throw error;
  } finally {
    await ground.stop();
  }
}

async function campaign(
  ground: Ground,
  size: OutagesSize,
  say: (line: string) => void,
): Promise<OutagesOutcome> {
  const random = createRandom(size.seed);
  await ground.startServer();
  const { url, token } = ground;
  const reporters = Array.from({ length: size.vehicles }, (_, at) => {
    const patience = at % 2 === 0 ? 'patient' : 'forgetful';
    return new Reporter({ url, token, vehicle: `outage-${at}`, patience, pauseMs: size.pauseMs });
  });
  for (const reporter of reporters) reporter.start();
  const counts = { serverKills: 0, databaseKills: 0, mostSpooledBytes: 0 };
  for (const endsAt = Date.now() + size.seconds * 1000; Date.now() < endsAt; ) {
    await sleep(random.between(0, CALM_MS));
    const fault = FAULTS[Math.floor(random.between(0, FAULTS.length))];
    say(`${new Date().toISOString()} ${fault}`);
    if (fault !== 'server') {
      counts.databaseKills += 1;
      await ground.killDatabase();
    }
    if (fault === 'server while the database is away') {
      await sleep(random.between(0, OUTAGE_MS));
      counts.mostSpooledBytes = Math.max(counts.mostSpooledBytes, await ground.spoolBytes());
    }
    if (fault !== 'database') {
      counts.serverKills += 1;
      await ground.killServer();
      await ground.startServer();
    }
    if (fault === 'server') continue;
    await sleep(random.between(0, OUTAGE_MS));
    counts.mostSpooledBytes = Math.max(counts.mostSpooledBytes, await ground.spoolBytes());
    await ground.startDatabase();
  }
  await Promise.all(reporters.map((reporter) => reporter.stop()));
  await until('nothing waits on disk', async () => (await ground.spoolBytes()) === 0, { timeoutMs: 120_000 });
  return {
    verdict: await judgeStored(ground.databaseUrl, reporters),
    ...counts,
    answers: answersOf(reporters),
  };
}

function answersOf(reporters: readonly Reporter[]): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const { answers } of reporters)
    for (const [status, count] of answers) sums[status] = (sums[status] ?? 0) + count;
  return sums;
}

interface Ground {
  readonly url: string;
  readonly token: string;
  readonly databaseUrl: string;
  startServer(): Promise<void>;
  killServer(): Promise<void>;
  startDatabase(): Promise<void>;
  killDatabase(): Promise<void>;
  spoolBytes(): Promise<number>;
  lines(): readonly string[];
  stop(): Promise<void>;
}

async function openGround(): Promise<Ground> {
  const [postgres, port, folder]: [PostgresServer, number, string] = await Promise.all([
    startPostgres(),
    freePort(),
    mkdtemp(join(tmpdir(), 'waycast-outages-')),
  ]);
  const databaseUrl = await postgres.createDatabase();
  const secret = randomBytes(32).toString('hex');
  const settings = { DATABASE_URL: databaseUrl, DATA_DIR: folder, JWT_SECRET: secret, PORT: String(port) };
  const url = `http://127.0.0.1:${port}`;
  let server: CampaignServer | undefined;
  let lives = 0;
  return {
    url,
    token: signCampaignToken(secret, 'dispatcher'),
    databaseUrl,
    async startServer() {
      lives += 1;
      server = new CampaignServer(`life-${lives}`, SILENT_MS, { ...process.env, ...settings });
      await server.serving();
    },
    killServer: async () => server?.end('SIGKILL'),
    startDatabase: () => postgres.start(),
    killDatabase: () => postgres.kill(),
    async spoolBytes() {
      const text = await (await fetch(`${url}/metrics`)).text();
      return Number(/^waycast_spool_bytes (\S+)$/m.exec(text)?.[1]);
    },
    lines: () => server?.lines ?? [],
    async stop() {
      await server?.end('SIGKILL');
      await postgres.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
