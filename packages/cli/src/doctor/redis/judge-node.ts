import { judgeClock } from '../clock.ts';
import { type Finding, fail, ok, warn } from '../finding.ts';
import type { NodeFacts } from './node-facts.ts';

const MEGABYTE = 1024 ** 2;
const PUBSUB_LIMIT_MIN_MB = 64;
const LATENCY_MS = { warn: 5, fail: 100 };
const MEMORY_SHARE = 0.8;

/** Verdicts on one server that takes writes. */
export function judgeNode(facts: NodeFacts): Finding[] {
  return [
    judgeVersion(facts),
    judgeRole(facts),
    judgePersistence(facts),
    judgeMemory(facts),
    judgeEviction(facts),
    judgeSlowReaders(facts),
    judgeLatency(facts),
    judgeClock(
      'redis clock',
      "Redis' clock",
      facts.clockAheadMs,
      'let both follow NTP: what servers take over from each other is judged by it',
    ),
  ];
}

function judgeVersion({ product, version, isClusterNode }: NodeFacts): Finding {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (product === 'Valkey') return ok('redis', `Valkey ${version}`);
  if (isClusterNode && major < 7)
    return fail('redis', `Redis ${version} Cluster`, 'sharded pub/sub needs 7 or later: update Redis');
  if (major < 6 || (major === 6 && minor < 2))
    return fail('redis', `Redis ${version}`, 'it takes 6.2 or later, 7 for a Cluster: update Redis');
  return ok('redis', `${product} ${version}${isClusterNode ? ' Cluster' : ''}`);
}

function judgeRole({ isMaster, address }: NodeFacts): Finding {
  if (isMaster) return ok('redis role', `${address} takes writes`);
  return fail(
    'redis role',
    `${address} is a replica and refuses writes`,
    'name the master, or let REDIS_SENTINELS find it',
  );
}

function judgePersistence({ appendOnly, save, lastWritesOk }: NodeFacts): Finding {
  if (!lastWritesOk)
    return fail(
      'redis persistence',
      'its last write to the disk failed',
      "see Redis' log; usually the disk is full",
    );
  if (appendOnly) return ok('redis persistence', 'append-only file');
  if (save === '')
    return warn(
      'redis persistence',
      'nothing is written to the disk',
      '`appendonly yes`: else a restart loses last positions and running logs, and every reader starts over',
    );
  return warn(
    'redis persistence',
    save === undefined ? 'no append-only file' : `snapshots only (save ${save})`,
    '`appendonly yes` loses at most a second instead of minutes',
  );
}

function judgeMemory({ maxmemoryBytes, usedBytes }: NodeFacts): Finding {
  const used = Math.ceil(usedBytes / MEGABYTE);
  if (maxmemoryBytes === 0)
    return warn(
      'redis memory',
      `${used} MB used, no limit`,
      'set maxmemory to about two thirds of the machine, or the system may kill Redis when memory runs out',
    );
  const found = `${used} of ${Math.floor(maxmemoryBytes / MEGABYTE)} MB used`;
  if (usedBytes < MEMORY_SHARE * maxmemoryBytes) return ok('redis memory', found);
  return warn('redis memory', found, 'raise maxmemory before it is full');
}

function judgeEviction({ policy, maxmemoryBytes }: NodeFacts): Finding {
  if (policy === 'noeviction') return ok('redis eviction', 'noeviction');
  const when = maxmemoryBytes === 0 ? ', once a maxmemory is set' : '';
  return warn(
    'redis eviction',
    `maxmemory-policy is ${policy}${when}`,
    '`maxmemory-policy noeviction`: what is dropped to make room may be a log that somebody reads, who then starts over',
  );
}

function judgeSlowReaders({ pubSubLimitBytes }: NodeFacts): Finding {
  const advice =
    '`client-output-buffer-limit pubsub 128mb 32mb 30`: a server that pauses for a second must not be cut off';
  if (pubSubLimitBytes === undefined)
    return ok('redis slow readers', `limit unknown; where you can set it: ${advice}`);
  if (pubSubLimitBytes === 0) return ok('redis slow readers', 'no limit for pub/sub');
  const found = `pub/sub limit ${Math.floor(pubSubLimitBytes / MEGABYTE)} MB`;
  if (pubSubLimitBytes >= PUBSUB_LIMIT_MIN_MB * MEGABYTE) return ok('redis slow readers', found);
  return warn('redis slow readers', found, advice);
}

function judgeLatency({ latencyMs }: NodeFacts): Finding {
  const found = `${latencyMs.toFixed(1)} ms for an answer`;
  const advice = 'put Redis into the same data centre: every position waits for it once';
  if (latencyMs >= LATENCY_MS.fail) return fail('redis latency', found, advice);
  return latencyMs >= LATENCY_MS.warn ? warn('redis latency', found, advice) : ok('redis latency', found);
}
