import { address, text, whole } from './kinds.ts';
import { option, optional } from './option.ts';

const INTERVAL_MAX = 86_400_000;
const DAYS_MAX = 36_500;

/** What is kept of the fixes, for how long, and how much anyone may send. */
export const TRACKING_OPTIONS = {
  databaseUrl: optional({
    env: 'DATABASE_URL', section: 'Storage', secret: 'password',
    kind: address(['postgres:', 'postgresql:'], 'an address such as postgresql://user:password@host:5432/waycast'),
    doc: 'PostgreSQL 15 or later, with or without TimescaleDB; absent, an embedded database under DATA_DIR.',
  }),
  dataDir: option({
    env: 'DATA_DIR', section: 'Storage', kind: text('a directory', 4096), default: './.waycast',
    doc: 'Directory of the embedded database and of what waits to be stored; one live process at a time.',
  }),
  gpsDbSaveInterval: option({
    env: 'GPS_DB_SAVE_INTERVAL', section: 'Storage', kind: whole(0, INTERVAL_MAX, 'keep all'), default: 0, unit: 'ms',
    profiles: { school: 300_000 },
    doc: 'Fixes older than 24 h are thinned to the first per vehicle and such interval.',
  }),
  historyRetentionDays: option({
    env: 'HISTORY_RETENTION_DAYS', section: 'Storage', kind: whole(1, DAYS_MAX), default: 30, unit: 'days',
    doc: 'How long raw fixes are kept, counted from receipt.',
  }),
  aggregateRetentionDays: option({
    env: 'AGGREGATE_RETENTION_DAYS', section: 'Storage', kind: whole(1, DAYS_MAX), default: 365, unit: 'days',
    doc: 'How long hourly aggregates are kept, counted from receipt.',
  }),
  gpsUpdateInterval: option({
    env: 'GPS_UPDATE_INTERVAL', section: 'Tracking', kind: whole(100, INTERVAL_MAX), default: 15_000, unit: 'ms',
    doc: 'Reporting interval advised to devices; a vehicle silent for four of them is OFFLINE.',
  }),
  gpsMinInterval: option({
    env: 'GPS_MIN_INTERVAL', section: 'Tracking', kind: whole(0, INTERVAL_MAX, 'no limit'), default: 1000, unit: 'ms',
    doc: "A vehicle's live updates go out at most this often; the newest is held back until the interval ends.",
  }),
  gpsRateLimitMax: option({
    env: 'GPS_RATE_LIMIT_MAX', section: 'Tracking', kind: whole(0, 1_000_000, 'no limit'), default: 120,
    profiles: { school: 10 },
    doc: 'Accepted fixes per vehicle and minute of their own timestamps.',
  }),
  gpsCacheTtl: option({
    env: 'GPS_CACHE_TTL', section: 'Tracking', kind: whole(1, 31_536_000), default: 300, unit: 's',
    profiles: { school: 60 },
    doc: 'Life of the last-known location in Redis; afterwards it comes from the database.',
  }),
  orderLockTtl: option({
    env: 'ORDER_LOCK_TTL', section: 'Orders', kind: whole(1, 3600), default: 5, unit: 's',
    doc: "Life of a driver's lock on an order.",
  }),
  orderViewersTtl: option({
    env: 'ORDER_VIEWERS_TTL', section: 'Orders', kind: whole(1, 86_400), default: 300, unit: 's',
    doc: 'How long a driver counts as looking at an order.',
  }),
  maxConnectionsPerAddress: option({
    env: 'MAX_CONNECTIONS_PER_ADDRESS', section: 'Limits', kind: whole(0, 10_000_000, 'no limit'), default: 2000,
    doc: 'Sockets and streams open at a time from one client address.',
  }),
  maxHandshakesPerAddress: option({
    env: 'MAX_HANDSHAKES_PER_ADDRESS', section: 'Limits', kind: whole(0, 10_000_000, 'no limit'), default: 6000,
    doc: 'Socket handshakes a minute from one client address.',
  }),
  maxConnectionsPerSubject: option({
    env: 'MAX_CONNECTIONS_PER_SUBJECT', section: 'Limits', kind: whole(0, 10_000_000, 'no limit'), default: 1000,
    doc: 'Sockets and streams open at a time for one subject.',
  }),
  commandsPerSecond: option({
    env: 'COMMANDS_PER_SECOND', section: 'Limits', kind: whole(0, 1_000_000, 'no limit'), default: 100,
    doc: 'Commands a second on one socket; twice as many at once.',
  }),
  commandsPerSecondPerSubject: option({
    env: 'COMMANDS_PER_SECOND_PER_SUBJECT', section: 'Limits', kind: whole(0, 1_000_000, 'no limit'), default: 1000,
    doc: 'Commands a second of one subject over all of its sockets; twice as many at once.',
  }),
} as const;
