import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  ConfigError,
  type Environment,
  fromEnv,
  inspectEnv,
  OPTION_NAMES,
  optionNamed,
  resolveConfig,
} from '../../src/config.ts';

let directory: string;
let envFile: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'waycast-config-'));
  envFile = join(directory, '.env');
});
afterEach(() => rmSync(directory, { recursive: true }));

const read = (env: Environment) => resolveConfig(fromEnv(env, { envFile }));

function problemsOf(env: Environment): string[] {
  return inspectEnv(env, { envFile }).problems.map(({ message }) => message);
}

describe('values', () => {
  test('nothing set: the documented defaults', () => {
    expect(read({})).toMatchObject({
      host: '0.0.0.0',
      port: 3000,
      trustProxy: [],
      workers: 1,
      redisUrl: undefined,
      redisPort: 6379,
      redisConnectTimeout: 10_000,
      redisRetryMinDelay: 100,
      redisRetryMaxDelay: 3000,
      databaseUrl: undefined,
      dataDir: './.waycast',
      socketIoPath: '/socket.io',
      socketIoCorsOrigin: [],
      wsPingInterval: 25_000,
      wsPingTimeout: 20_000,
      gpsUpdateInterval: 15_000,
      gpsMinInterval: 1000,
      gpsRateLimitMax: 120,
      gpsCacheTtl: 300,
      gpsDbSaveInterval: 0,
      historyRetentionDays: 30,
      aggregateRetentionDays: 365,
      sessionTtl: 3600,
      heartbeatTtl: 300,
      orderLockTtl: 5,
      orderViewersTtl: 300,
      profile: 'fleet',
      authTimeout: 10_000,
    });
  });

  test.each([
    ['PORT', '0', { port: 0 }],
    ['REDIS_TLS', 'yes', { redisTls: true }],
    ['REDIS_TLS', '0', { redisTls: false }],
    [
      'SOCKET_IO_CORS_ORIGIN',
      'https://a.example, http://localhost:5173',
      { socketIoCorsOrigin: ['https://a.example', 'http://localhost:5173'] },
    ],
    ['WS_CORS_ORIGIN', '*', { socketIoCorsOrigin: ['*'] }],
    ['TRUST_PROXY', 'loopback,10.0.0.0/8,fd00::/8', { trustProxy: ['loopback', '10.0.0.0/8', 'fd00::/8'] }],
    [
      'REDIS_CLUSTER',
      'a:7000,[::1]:7001',
      {
        redisCluster: [
          { host: 'a', port: 7000 },
          { host: '::1', port: 7001 },
        ],
      },
    ],
    ['REDIS_URL', 'rediss://u:p@r.example:6380/2', { redisUrl: 'rediss://u:p@r.example:6380/2' }],
    ['DATABASE_URL', 'postgres://u:p@db/waycast', { databaseUrl: 'postgres://u:p@db/waycast' }],
    ['VAPID_SUBJECT', '', { vapidSubject: undefined }],
    ['PORT', '   ', { port: 3000 }],
  ])('%s=%s', (variable, text, expected) => {
    expect(read({ [variable]: text })).toMatchObject(expected);
  });

  test('SOCKET_IO_CORS_ORIGIN wins over its alias', () => {
    const env = { WS_CORS_ORIGIN: 'https://alias.example', SOCKET_IO_CORS_ORIGIN: 'https://own.example' };
    expect(read(env).socketIoCorsOrigin).toEqual(['https://own.example']);
  });

  test('profile school changes three defaults, and an explicit variable wins', () => {
    expect(read({ WAYCAST_PROFILE: 'school', GPS_RATE_LIMIT_MAX: '33' })).toMatchObject({
      gpsCacheTtl: 60,
      gpsDbSaveInterval: 300_000,
      gpsRateLimitMax: 33,
      gpsMinInterval: 1000,
    });
  });

  test('each value says where it came from', () => {
    writeFileSync(envFile, 'PORT=4000\nHOST=127.0.0.1\nWAYCAST_PROFILE=school\nLOG_LEVEL=\n');
    const entries = inspectEnv({ PORT: '5000', HOST: '' }, { envFile }).entries;
    const shown = Object.fromEntries(entries.map(({ env, value, source }) => [env, [value, source]]));
    expect(shown).toMatchObject({
      PORT: ['5000', 'environment'],
      HOST: ['127.0.0.1', '.env'],
      GPS_CACHE_TTL: ['60', 'profile'],
      LOG_LEVEL: ['info', 'default'],
      WAYCAST_PROFILE: ['school', '.env'],
      PUBLIC_URL: [undefined, 'default'],
    });
  });

  test('secrets are masked wherever values are shown', () => {
    const env = {
      JWT_SECRET: 'hush-hush',
      DATABASE_URL: 'postgres://me:hush@db/x',
      REDIS_URL: 'redis://:hush@r:1',
    };
    const entries = inspectEnv(env, { envFile }).entries;
    expect(JSON.stringify(entries)).not.toContain('hush');
    expect(entries.find(({ env: name }) => name === 'DATABASE_URL')?.value).toBe('postgres://me:***@db/x');
  });
});

describe('refusals', () => {
  test.each([
    ['PORT', '99999', 'PORT is "99999", but takes a whole number from 0 to 65535 (0: any free port).'],
    ['PORT', '0x10', 'PORT is "0x10", but takes a whole number from 0 to 65535 (0: any free port).'],
    [
      'GPS_MIN_INTERVAL',
      '-1',
      'GPS_MIN_INTERVAL is "-1", but takes a whole number from 0 to 86400000 (0: no limit).',
    ],
    ['GPS_CACHE_TTL', '1.5', 'GPS_CACHE_TTL is "1.5", but takes a whole number from 1 to 31536000.'],
    ['REDIS_TLS', 'maybe', 'REDIS_TLS is "maybe", but takes true or false.'],
    [
      'LOG_LEVEL',
      'loud',
      'LOG_LEVEL is "loud", but takes one of trace, debug, info, warn, error, fatal, silent.',
    ],
    ['WAYCAST_PROFILE', 'bus', 'WAYCAST_PROFILE is "bus", but takes one of fleet, school.'],
    ['WAYCAST_PROFIL', 'school', 'WAYCAST_PROFIL is not a known setting. Did you mean WAYCAST_PROFILE?'],
    ['WAYCAST_PORT', '1', 'WAYCAST_PORT is not a known setting. Did you mean PORT?'],
    [
      'WAYCAST_XYZZYPLUGH',
      '1',
      'WAYCAST_XYZZYPLUGH is not a known setting. `waycast config` lists all that are.',
    ],
    [
      'REDIS_SENTINEL_NAME',
      'mymaster',
      'REDIS_SENTINELS is not set, but REDIS_SENTINEL_NAME is; set it to host:port,host:port….',
    ],
    ...['10.0.0.5:6379', 'http://redis.internal/', 'redis://h/x', 'redis://me:***@h/x'].map((shown) => [
      'REDIS_URL',
      shown.replace('***', 'hush'),
      `REDIS_URL is "${shown}", but takes an address such as redis://user:password@host:6379/0 (rediss:// for TLS).`,
    ]),
    ['WORKERS', '4', 'WORKERS is 4, but more than 1 needs Redis (REDIS_URL) and DATABASE_URL.'],
  ])('%s=%s', (variable, text, message) => {
    expect(problemsOf({ [variable]: text })).toEqual([message]);
  });

  test.each([
    ['DATABASE_URL', 'mysql://root:hush@db/x'],
    ['DATABASE_URL', 'hush'],
    ['REDIS_URL', 'hush:hush@redis'],
    ['REDIS_URL', 'redis://h/x'],
    ['JWT_SECRET', 'hush\u0007'],
    ['REDIS_SENTINELS', 'a'],
    ['REDIS_CLUSTER', 'a:0'],
    ['SOCKET_IO_CORS_ORIGIN', 'https://a.example/'],
    ['SOCKET_IO_CORS_ORIGIN', 'a.example'],
    ['TRUST_PROXY', 'true'],
    ['TRUST_PROXY', '10.0.0.0/33'],
    ['SOCKET_IO_PATH', 'socket'],
    ['HOST', 'http://x'],
    ['PUBLIC_URL', 'x'],
  ])('%s=%s is refused by name, without its secret', (variable, text) => {
    const [problem, ...others] = problemsOf({ [variable]: text });
    expect(others).toEqual([]);
    expect(problem).toMatch(new RegExp(`^${variable} is .+, but takes .+\\.$`));
    expect(problem).not.toContain('hush');
  });

  test('a setting that cannot be read is not said to be absent, too', () => {
    expect(problemsOf({ REDIS_SENTINELS: 'a', REDIS_SENTINEL_NAME: 'm' })).toEqual([
      'REDIS_SENTINELS is "a", but takes host:port,host:port… (an IPv6 address in brackets).',
    ]);
  });

  test('all problems are told at once', () => {
    expect(() => fromEnv({ PORT: 'x', WAYCAST_X: '1', REDIS_RETRY_MIN_DELAY: '9000' }, { envFile })).toThrow(
      /^3 settings cannot be used:\n {2}WAYCAST_X .*\n {2}PORT is "x".*\n {2}REDIS_RETRY_MIN_DELAY is 9000/,
    );
  });

  test('whatever the text, reading gives a value or a named problem', () => {
    const variables = OPTION_NAMES.map((name) => optionNamed(name).env);
    fc.assert(
      fc.property(fc.constantFrom(...variables), fc.string({ unit: 'binary' }), (variable, text) => {
        const { problems, config } = inspectEnv({ [variable]: text }, { envFile });
        expect(problems.every(({ message, setting }) => message.startsWith(setting))).toBe(true);
        expect(config.port).toBeTypeOf('number');
      }),
    );
  });
});

describe('options in code', () => {
  test("an invalid value is refused by the option's name", () => {
    expect(() => resolveConfig({ port: 1.5 })).toThrow(
      'port is 1.5, but takes a whole number from 0 to 65535',
    );
  });

  test('an unknown name is refused with the likely one', () => {
    const options = { host: '::1', prot: 3000 };
    expect(() => resolveConfig(options)).toThrow(
      'prot is not an option of createWaycast. Did you mean port?',
    );
  });

  test('the environment does not count', () => {
    process.env.PORT = '4711';
    try {
      expect(resolveConfig({}).port).toBe(3000);
    } finally {
      delete process.env.PORT;
    }
  });

  test('ConfigError carries each problem', () => {
    const attempt = () => resolveConfig({ port: -1, workers: 0 });
    expect(attempt).toThrow(ConfigError);
    expect(attempt).toThrow(/port is -1.*\n.*workers is 0/);
  });
});
