import { type ConfigReport, identityProblem, type WaycastConfig } from '@waycast/server/config';
import { type Finding, fail, ok, warn } from './finding.ts';

const SECRET_MIN_BYTES = 32;
const LOOPBACK = new Set(['127.0.0.1', '::1', 'localhost']);

/** Whether the settings are valid, and safe to show to the world. */
export function checkSettings({ config, problems }: ConfigReport): Finding[] {
  const wrong = problems.map(({ message }) =>
    fail('settings', message, 'correct it; `waycast config` shows all settings'),
  );
  const settings = wrong.length > 0 ? wrong : [ok('settings', 'all known and in range')];
  return [
    ...settings,
    checkIdentity(config),
    checkListening(config),
    checkOrigins(config),
    checkLimits(config),
    checkMetrics(config),
  ];
}

function checkIdentity(config: WaycastConfig): Finding {
  const problem = identityProblem(config);
  if (problem !== undefined)
    return fail('tokens', 'neither JWT_SECRET nor JWT_JWKS_URL is set', problem.message);
  if (config.jwtSecret === undefined) return ok('tokens', 'asymmetric, keys from JWT_JWKS_URL');
  const bytes = Buffer.byteLength(config.jwtSecret);
  const isRepetitive = new Set(config.jwtSecret).size < 10;
  if (bytes >= SECRET_MIN_BYTES && !isRepetitive) return ok('tokens', `JWT_SECRET has ${bytes} bytes`);
  const found =
    bytes < SECRET_MIN_BYTES ? `JWT_SECRET has only ${bytes} bytes` : 'JWT_SECRET repeats a few characters';
  return warn(
    'tokens',
    found,
    'it can be guessed offline from any token: `openssl rand -base64 48` makes a good one',
  );
}

function checkListening(config: WaycastConfig): Finding {
  const where = `${config.host}:${config.port}`;
  if (LOOPBACK.has(config.host)) return ok('address', `${where}, this machine only`);
  if (config.publicUrl?.startsWith('http://')) {
    return warn(
      'address',
      `PUBLIC_URL is ${config.publicUrl}`,
      'put TLS in front: phones refuse to give positions to plain http',
    );
  }
  if (config.trustProxy.length > 0) return ok('address', `${where}, behind ${config.trustProxy.join(', ')}`);
  return warn(
    'address',
    `${where}, with no trusted proxy`,
    'behind a proxy, set TRUST_PROXY to its address, else all clients count as one; without one, put TLS in front',
  );
}

function checkOrigins({ socketIoCorsOrigin }: WaycastConfig): Finding {
  if (socketIoCorsOrigin.includes('*')) {
    return warn('origins', 'SOCKET_IO_CORS_ORIGIN is *', 'name the origins of your own pages');
  }
  const plain = socketIoCorsOrigin.filter(
    (origin) => origin.startsWith('http://') && !/\/\/(localhost|127\.0\.0\.1)(:|$)/.test(origin),
  );
  if (plain.length > 0)
    return warn('origins', `${plain.join(', ')} without TLS`, 'serve your pages by https');
  return ok(
    'origins',
    socketIoCorsOrigin.length === 0 ? "only the server's own pages" : socketIoCorsOrigin.join(', '),
  );
}

function checkLimits(config: WaycastConfig): Finding {
  const limits = {
    MAX_CONNECTIONS_PER_ADDRESS: config.maxConnectionsPerAddress,
    MAX_HANDSHAKES_PER_ADDRESS: config.maxHandshakesPerAddress,
    MAX_CONNECTIONS_PER_SUBJECT: config.maxConnectionsPerSubject,
    COMMANDS_PER_SECOND: config.commandsPerSecond,
    COMMANDS_PER_SECOND_PER_SUBJECT: config.commandsPerSecondPerSubject,
    GPS_RATE_LIMIT_MAX: config.gpsRateLimitMax,
  };
  const off = Object.entries(limits)
    .filter(([, value]) => value === 0)
    .map(([name]) => name);
  if (off.length === 0) return ok('limits', 'connections, commands and fixes are limited');
  return warn(
    'limits',
    `${off.join(', ')} ${off.length === 1 ? 'is' : 'are'} off`,
    'one client can take the server from all others: set a number',
  );
}

function checkMetrics({ metricsToken, host }: WaycastConfig): Finding {
  if (metricsToken !== undefined) return ok('metrics', '/metrics and /ws/stats need METRICS_TOKEN');
  if (LOOPBACK.has(host)) return ok('metrics', 'open to this machine only');
  return warn(
    'metrics',
    '/metrics and /ws/stats are open to anyone',
    'they hold totals only; METRICS_TOKEN closes them',
  );
}
