import { address, host, oneOf, origins, proxies, text, whole } from './kinds.ts';
import { option, optional } from './option.ts';

const url = address(['http:', 'https:'], 'an address such as https://waycast.example.com');

/** Where the server listens, who may ask, and how it behaves as a process. */
export const SERVER_OPTIONS = {
  host: option({
    env: 'HOST',
    section: 'Listening',
    kind: host,
    default: '0.0.0.0',
    doc: 'Address to listen on; `waycast demo` takes 127.0.0.1 unless told otherwise.',
  }),
  port: option({
    env: 'PORT',
    section: 'Listening',
    kind: whole(0, 65_535, 'any free port'),
    default: 3000,
    doc: 'Port to listen on.',
  }),
  publicUrl: optional({
    env: 'PUBLIC_URL',
    section: 'Listening',
    kind: url,
    doc: "The server's own address as others reach it, for links; absent, links use the listen address.",
  }),
  trustProxy: option({
    env: 'TRUST_PROXY',
    section: 'Listening',
    kind: proxies,
    default: [],
    doc: 'Proxies whose X-Forwarded-* headers count; with none, the address of the connection is the client.',
  }),
  workers: option({
    env: 'WORKERS',
    section: 'Operation',
    kind: whole(1, 256),
    default: 1,
    doc: 'Processes of this server on this host; more than one needs Redis and DATABASE_URL.',
  }),
  drainTimeout: option({
    env: 'DRAIN_TIMEOUT',
    section: 'Operation',
    kind: whole(0, 3600),
    default: 10,
    unit: 's',
    doc: 'How long a stopping server waits for requests and moves its sockets before it closes them.',
  }),
  metricsToken: optional({
    env: 'METRICS_TOKEN',
    section: 'Operation',
    kind: text('any text; send it as a bearer token'),
    secret: 'all',
    doc: 'When set, /metrics and /ws/stats answer only with this bearer token.',
  }),
  logLevel: option({
    env: 'LOG_LEVEL',
    section: 'Operation',
    kind: oneOf('trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'),
    default: 'info',
    doc: 'What is logged: this level and everything above it.',
  }),
  profile: option({
    env: 'WAYCAST_PROFILE',
    section: 'Operation',
    kind: oneOf('fleet', 'school'),
    default: 'fleet',
    doc: 'A named set of defaults; a variable that is set explicitly wins.',
  }),
  routingUrl: optional({
    env: 'ROUTING_URL',
    section: 'Operation',
    kind: url,
    doc: 'An OSRM or Valhalla server for travel times by road, found out by asking; absent, straight lines are taken.',
  }),
  mapOrigins: option({
    env: 'MAP_ORIGINS',
    section: 'Operation',
    kind: origins,
    default: ['*'],
    doc: 'Origins from which the dashboard may load map styles and tiles; `*` is any https address.',
  }),
  vapidPublicKey: optional({
    env: 'VAPID_PUBLIC_KEY',
    section: 'Operation',
    kind: base64url(65, 'a P-256 public key as base64url; `waycast vapid` prints a pair'),
    doc: 'Public key for Web Push; needs the private key and the subject.',
  }),
  vapidPrivateKey: optional({
    env: 'VAPID_PRIVATE_KEY',
    section: 'Operation',
    kind: base64url(32, 'a P-256 private key as base64url; `waycast vapid` prints a pair'),
    secret: 'all',
    doc: 'Private key for Web Push.',
  }),
  vapidSubject: optional({
    env: 'VAPID_SUBJECT',
    section: 'Operation',
    kind: address(['mailto:', 'https:'], 'a mailto: or https: address'),
    doc: 'Whom a push service may contact about this server.',
  }),
  jwtSecret: optional({
    env: 'JWT_SECRET',
    section: 'Identity',
    kind: text('text without control characters'),
    secret: 'all',
    doc: 'Key of HS256 tokens, at least 32 random bytes: with fewer the server starts and warns, for they can be guessed. Without it and JWT_JWKS_URL only `demo` starts.',
  }),
  jwtJwksUrl: optional({
    env: 'JWT_JWKS_URL',
    section: 'Identity',
    kind: url,
    doc: 'Where the public keys of asymmetric tokens are published (JWKS).',
  }),
  jwtIssuer: optional({
    env: 'JWT_ISSUER',
    section: 'Identity',
    kind: text('the value of the `iss` claim'),
    doc: 'When set, tokens must carry this `iss` claim.',
  }),
  jwtAudience: optional({
    env: 'JWT_AUDIENCE',
    section: 'Identity',
    kind: text('the value of the `aud` claim'),
    doc: 'When set, tokens must carry this `aud` claim.',
  }),
  authTimeout: option({
    env: 'AUTH_TIMEOUT',
    section: 'Identity',
    kind: whole(100, 600_000),
    default: 10_000,
    unit: 'ms',
    doc: 'A socket that is not authenticated by then is closed.',
  }),
  socketIoPath: option({
    env: 'SOCKET_IO_PATH',
    section: 'Sockets',
    kind: path(),
    default: '/socket.io',
    doc: 'Path at which Socket.IO answers.',
  }),
  socketIoCorsOrigin: option({
    env: 'SOCKET_IO_CORS_ORIGIN',
    aliases: ['WS_CORS_ORIGIN'],
    section: 'Sockets',
    kind: origins,
    default: [],
    doc: "Origins whose pages may use sockets and HTTP; the server's own pages always may.",
  }),
  wsPingInterval: option({
    env: 'WS_PING_INTERVAL',
    section: 'Sockets',
    kind: whole(1000, 3_600_000),
    default: 25_000,
    unit: 'ms',
    doc: 'How often each socket is pinged.',
  }),
  wsPingTimeout: option({
    env: 'WS_PING_TIMEOUT',
    section: 'Sockets',
    kind: whole(500, 3_600_000),
    default: 20_000,
    unit: 'ms',
    doc: 'A socket that does not answer a ping by then is closed.',
  }),
  sessionTtl: option({
    env: 'SESSION_TTL',
    section: 'Sockets',
    kind: whole(1, 31_536_000),
    default: 3600,
    unit: 's',
    doc: 'Life of a session record, renewed by activity.',
  }),
  heartbeatTtl: option({
    env: 'HEARTBEAT_TTL',
    section: 'Sockets',
    kind: whole(1, 31_536_000),
    default: 300,
    unit: 's',
    doc: 'Life of a heartbeat record.',
  }),
} as const;

/** So many bytes. */
function base64url(bytes: number, takes: string) {
  const kind = text(takes, 200);
  const length = Math.ceil((bytes * 4) / 3);
  return {
    ...kind,
    schema: kind.schema.refine((value) => new RegExp(`^[A-Za-z0-9_-]{${length}}$`).test(value)),
  };
}

function path() {
  const kind = text('a path that starts with / and does not end with one', 200);
  return { ...kind, schema: kind.schema.refine((value) => /^(\/[A-Za-z0-9._~-]+)+$/.test(value)) };
}
