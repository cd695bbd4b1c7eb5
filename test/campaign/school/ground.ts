import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newVapidKeys } from '@waycast/server/push-keys';
import { makeCertificates } from '../../fixtures/certificates.ts';
import { type PostgresServer, startPostgres } from '../../fixtures/postgres.ts';
import { type RedisServer, startRedis } from '../../fixtures/redis.ts';
import { type ServerRow, startServers } from '../server-row.ts';
import { signCampaignToken } from '../token.ts';
import { Phones } from './guardians.ts';

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
  const [postgres, redis, certificates] = await Promise.all([
    startPostgres({ fsync: false }),
    startRedis(['--appendonly', 'yes']),
    makeCertificates(),
  ]);
  const phones = await Phones.open(certificates);
  const authority = join(folder, 'ca.crt');
  await writeFile(authority, certificates.authority);
  const secret = randomBytes(32).toString('hex');
  const databaseUrl = await postgres.createDatabase();
  const settings = settingsOf({ databaseUrl, redis, secret, authority });
  const servers = await startServers(count, settings, folder);
  return {
    ...{ urls: servers.urls, databaseUrl, redis, phones },
    tokenOf: (role, subject) => signCampaignToken(secret, role, subject),
    killServer: servers.kill,
    lines: servers.lines,
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
  servers: ServerRow,
  {
    postgres,
    redis,
    phones,
    folder,
  }: { postgres: PostgresServer; redis: RedisServer; phones: Phones; folder: string },
): Promise<void> {
  await servers.end();
  await Promise.all([postgres.stop(), redis.stop(), phones.close()]);
  await rm(folder, { recursive: true, force: true });
}
