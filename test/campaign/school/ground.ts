import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newVapidKeys } from '@waycast/server/push-keys';
import { makeCertificates } from '../../fixtures/certificates.ts';
import { type PostgresServer, startPostgres } from '../../fixtures/postgres.ts';
import { freePort } from '../../fixtures/processes.ts';
import { type RedisServer, startRedis } from '../../fixtures/redis.ts';
import { CampaignServer } from '../processes.ts';
import { signCampaignToken } from '../token.ts';
import { Phones } from './guardians.ts';

/** Never asks for announcements. */
const SILENT_MS = 3_600_000;

/** Servers of one school on Redis and PostgreSQL, and the phones of its guardians. */
export interface SchoolGround {
  readonly urls: readonly string[];
  readonly databaseUrl: string;
  readonly redis: RedisServer;
  readonly phones: Phones;
  tokenOf(role: string, subject?: string): string;
  /** Ends one by SIGKILL and starts it again. */
  killServer(at: number): Promise<void>;
  /** What each server wrote last. */
  lines(): readonly string[];
  stop(): Promise<void>;
}

export async function openSchoolGround(count: number): Promise<SchoolGround> {
  const folder = await mkdtemp(join(tmpdir(), 'waycast-school-'));
  const [postgres, redis, certificates, ports] = await Promise.all([
    startPostgres({ fsync: false }),
    startRedis(['--appendonly', 'yes']),
    makeCertificates(),
    Promise.all(Array.from({ length: count }, freePort)),
  ]);
  const phones = await Phones.open(certificates);
  const authority = join(folder, 'ca.crt');
  await writeFile(authority, certificates.authority);
  const secret = randomBytes(32).toString('hex');
  const databaseUrl = await postgres.createDatabase();
  const env = { ...process.env, ...settingsOf({ databaseUrl, redis, secret, authority }) };
  const start = async (at: number): Promise<CampaignServer> => {
    const place = { PORT: String(ports[at]), DATA_DIR: join(folder, `server-${at}`) };
    const server = new CampaignServer(`server-${at}`, SILENT_MS, { ...env, ...place });
    await server.serving();
    return server;
  };
  // One after the other: the first makes the schema.
  const servers = [await start(0), ...(await Promise.all(ports.slice(1).map((_, at) => start(at + 1))))];
  return {
    urls: ports.map((port) => `http://127.0.0.1:${port}`),
    ...{ databaseUrl, redis, phones },
    tokenOf: (role, subject) => signCampaignToken(secret, role, subject),
    async killServer(at) {
      await servers[at]?.end('SIGKILL');
      servers[at] = await start(at);
    },
    lines: () => servers.flatMap(({ name, lines }) => [`${name}:`, ...lines]),
    stop: () => stopAll(servers, { postgres, redis, phones, folder }),
  };
}

function settingsOf({
  databaseUrl,
  redis,
  secret,
  authority,
}: Record<'databaseUrl' | 'secret' | 'authority', string> & { redis: RedisServer }) {
  const { publicKey, privateKey } = newVapidKeys();
  return {
    DATABASE_URL: databaseUrl,
    REDIS_URL: redis.url,
    JWT_SECRET: secret,
    WAYCAST_PROFILE: 'school',
    LOG_LEVEL: 'warn',
    // What happened in the morning is an hour ago, and told all the same.
    ALERT_FRESHNESS: '7200',
    VAPID_PUBLIC_KEY: publicKey,
    VAPID_PRIVATE_KEY: privateKey,
    VAPID_SUBJECT: 'mailto:school@example.com',
    WEBHOOK_ALLOW_PRIVATE: '127.0.0.0/8',
    NODE_EXTRA_CA_CERTS: authority,
  };
}

async function stopAll(
  servers: readonly CampaignServer[],
  {
    postgres,
    redis,
    phones,
    folder,
  }: { postgres: PostgresServer; redis: RedisServer; phones: Phones; folder: string },
): Promise<void> {
  await Promise.all(servers.map((server) => server.end('SIGKILL')));
  await Promise.all([postgres.stop(), redis.stop(), phones.close()]);
  await rm(folder, { recursive: true, force: true });
}
