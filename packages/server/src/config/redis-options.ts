import { address, flag, host, hostPorts, text, whole } from './kinds.ts';
import { option, optional } from './option.ts';

const DELAY_MAX = 3_600_000;

/** How to reach Redis or Valkey: alone, behind Sentinel, or as a Cluster. */
export const REDIS_OPTIONS = {
  redisUrl: optional({
    env: 'REDIS_URL',
    section: 'Redis',
    secret: 'password',
    kind: address(
      ['redis:', 'rediss:'],
      'an address such as redis://user:password@host:6379/0 (rediss:// for TLS)',
      (url) => url.hostname !== '' && /^(\/\d{0,5})?$/.test(url.pathname),
    ),
    doc: 'Address of Redis; it wins over the separate parts. Neither: one process, in memory.',
  }),
  redisHost: optional({ env: 'REDIS_HOST', section: 'Redis', kind: host, doc: 'Host of Redis.' }),
  redisPort: option({
    env: 'REDIS_PORT',
    section: 'Redis',
    kind: whole(1, 65_535),
    default: 6379,
    doc: 'Port of Redis.',
  }),
  redisUsername: optional({
    env: 'REDIS_USERNAME',
    section: 'Redis',
    kind: text('a user name'),
    doc: 'User, on a server with access lists.',
  }),
  redisPassword: optional({
    env: 'REDIS_PASSWORD',
    section: 'Redis',
    kind: text('a password'),
    secret: 'all',
    doc: 'Password of Redis, also of Cluster nodes and of the servers behind Sentinel.',
  }),
  redisDb: option({
    env: 'REDIS_DB',
    section: 'Redis',
    kind: whole(0, 65_535),
    default: 0,
    doc: 'Number of the database; a Cluster has only 0.',
  }),
  redisTls: option({
    env: 'REDIS_TLS',
    section: 'Redis',
    kind: flag,
    default: false,
    doc: 'Whether to connect with TLS.',
  }),
  redisCaFile: optional({
    env: 'REDIS_CA_FILE',
    section: 'Redis',
    kind: text('a file with PEM certificates'),
    doc: 'Certificate authorities to trust for TLS to Redis.',
  }),
  redisSentinels: optional({
    env: 'REDIS_SENTINELS',
    section: 'Redis',
    kind: hostPorts,
    doc: 'Sentinels that know the master; needs REDIS_SENTINEL_NAME.',
  }),
  redisSentinelName: optional({
    env: 'REDIS_SENTINEL_NAME',
    section: 'Redis',
    kind: text("the master's name"),
    doc: "The master's name at the Sentinels.",
  }),
  redisSentinelPassword: optional({
    env: 'REDIS_SENTINEL_PASSWORD',
    section: 'Redis',
    kind: text('a password'),
    secret: 'all',
    doc: 'Password of the Sentinels themselves.',
  }),
  redisCluster: optional({
    env: 'REDIS_CLUSTER',
    section: 'Redis',
    kind: hostPorts,
    doc: 'Some nodes of a Redis or Valkey Cluster.',
  }),
  redisConnectTimeout: option({
    env: 'REDIS_CONNECT_TIMEOUT',
    section: 'Redis',
    kind: whole(100, DELAY_MAX),
    default: 10_000,
    unit: 'ms',
    doc: 'How long one attempt to connect may take.',
  }),
  redisRetryMinDelay: option({
    env: 'REDIS_RETRY_MIN_DELAY',
    section: 'Redis',
    kind: whole(1, DELAY_MAX),
    default: 100,
    unit: 'ms',
    doc: 'Shortest wait between two attempts; they never end.',
  }),
  redisRetryMaxDelay: option({
    env: 'REDIS_RETRY_MAX_DELAY',
    section: 'Redis',
    kind: whole(1, DELAY_MAX),
    default: 3000,
    unit: 'ms',
    doc: 'Longest wait between two attempts.',
  }),
} as const;
