import type { WaycastConfig } from './options.ts';
import type { ConfigProblem } from './problem.ts';

/** What only several options together can tell. */
export function crossChecks(config: WaycastConfig): ConfigProblem[] {
  return [...redisChecks(config), ...otherChecks(config)];
}

function redisChecks(config: WaycastConfig): ConfigProblem[] {
  const problems: ConfigProblem[] = [];
  if (config.redisRetryMinDelay > config.redisRetryMaxDelay) {
    const { redisRetryMinDelay: min, redisRetryMaxDelay: max } = config;
    problems.push(
      about(
        'REDIS_RETRY_MIN_DELAY',
        `is ${min}, more than REDIS_RETRY_MAX_DELAY (${max}); it takes at most that.`,
      ),
    );
  }
  if (config.redisSentinels !== undefined && config.redisSentinelName === undefined) {
    problems.push(
      about('REDIS_SENTINEL_NAME', "is not set, but REDIS_SENTINELS is; set it to the master's name."),
    );
  }
  if (config.redisSentinelName !== undefined && config.redisSentinels === undefined) {
    problems.push(
      about('REDIS_SENTINELS', 'is not set, but REDIS_SENTINEL_NAME is; set it to host:port,host:port….'),
    );
  }
  if (config.redisSentinels !== undefined && config.redisCluster !== undefined) {
    problems.push(
      about('REDIS_CLUSTER', 'is set together with REDIS_SENTINELS; a Redis is one or the other: unset one.'),
    );
  }
  if (config.redisCluster !== undefined && config.redisDb !== 0) {
    problems.push(
      about('REDIS_DB', `is ${config.redisDb}, but a Cluster (REDIS_CLUSTER) has only database 0.`),
    );
  }
  return problems;
}

function otherChecks(config: WaycastConfig): ConfigProblem[] {
  const problems: ConfigProblem[] = [];
  if (config.workers > 1 && !(usesRedis(config) && config.databaseUrl !== undefined)) {
    problems.push(
      about('WORKERS', `is ${config.workers}, but more than 1 needs Redis (REDIS_URL) and DATABASE_URL.`),
    );
  }
  const push = [config.vapidPublicKey, config.vapidPrivateKey, config.vapidSubject];
  if (push.includes(undefined) && push.some((part) => part !== undefined)) {
    problems.push(
      about('VAPID_PUBLIC_KEY', 'goes with VAPID_PRIVATE_KEY and VAPID_SUBJECT: set all three or none.'),
    );
  }
  if (config.socketIoCorsOrigin.includes('*') && config.socketIoCorsOrigin.length > 1) {
    problems.push(
      about(
        'SOCKET_IO_CORS_ORIGIN',
        'has * beside other origins; * already allows all: keep one of the two.',
      ),
    );
  }
  return problems;
}

/** Whether any way to Redis is configured. */
export function usesRedis(config: WaycastConfig): boolean {
  const { redisUrl, redisHost, redisSentinels, redisCluster } = config;
  return [redisUrl, redisHost, redisSentinels, redisCluster].some((way) => way !== undefined);
}

/** The reason why a server outside `demo` must not start with this identity, or undefined. */
export function identityProblem(config: WaycastConfig): ConfigProblem | undefined {
  if (config.jwtSecret !== undefined || config.jwtJwksUrl !== undefined) return undefined;
  return about(
    'JWT_SECRET',
    'is not set, nor is JWT_JWKS_URL: nobody could sign in. Set JWT_SECRET to at least 32 random bytes ' +
      '(`openssl rand -base64 48`), or JWT_JWKS_URL to your identity provider; to look around, run `waycast demo`.',
  );
}

/** What is wrong with the paths that an attached server is to answer, or undefined. */
export function pathsProblem(paths: readonly string[] = []): ConfigProblem | undefined {
  const wrong = paths.find((path) => !/^\/[^?#\s]*$/.test(path));
  if (wrong === undefined) return undefined;
  return about(
    'paths',
    `holds "${wrong.slice(0, 100)}"; it takes the beginnings of paths, such as /api/tracking.`,
  );
}

/** What works but should not stay so, as sentences. */
export function configWarnings(config: WaycastConfig): string[] {
  const warnings: string[] = [];
  const bytes = config.jwtSecret === undefined ? Infinity : Buffer.byteLength(config.jwtSecret);
  if (bytes < 32)
    warnings.push(`JWT_SECRET has ${bytes} bytes and can be guessed offline; use at least 32 random bytes.`);
  if (config.socketIoCorsOrigin.includes('*')) {
    warnings.push(
      'SOCKET_IO_CORS_ORIGIN is *: pages of any site may use a token they got hold of; name your origins.',
    );
  }
  if (usesRedis(config) && config.databaseUrl === undefined) {
    warnings.push('Redis is configured without DATABASE_URL: each server keeps a history of its own.');
  }
  return warnings;
}

function about(setting: string, rest: string): ConfigProblem {
  return { setting, message: `${setting} ${rest}` };
}
