import type { Reading } from './reading.ts';

/** One sentence on how things stand, and what it means for people. */
export interface Condition {
  readonly kind: 'well' | 'degraded' | 'failing';
  readonly headline: string;
  readonly meaning: string;
}

interface Services {
  readonly database: string;
  readonly redis: string;
}

/** Says what state the services are in, the worst first. */
export function conditionOf(
  { database, redis }: Services,
  ready: { ok: boolean; reason?: string | undefined },
): Condition {
  if (database === 'disconnected')
    return {
      kind: 'failing',
      headline: 'The database does not answer',
      meaning:
        'Followers still see positions live. New fixes are answered 503, so devices keep them and send them again.',
    };
  if (!ready.ok)
    return {
      kind: 'degraded',
      headline: 'This server is not ready',
      meaning: ready.reason ?? 'Balancers send no one here at present.',
    };
  if (redis === 'disconnected')
    return {
      kind: 'degraded',
      headline: 'Redis is away, each server goes on by itself',
      meaning:
        'People on the same server see everything. What other servers receive arrives when Redis is back; nothing is lost.',
    };
  return {
    kind: 'well',
    headline: 'Everything works',
    meaning:
      redis === 'disabled'
        ? 'One server, in memory, without Redis.'
        : 'Delivery between servers is proven twice a second.',
  };
}

const REDIS_STATES = [
  'Disconnected',
  'Connected, delivery not proven',
  'Connected, delivery proven',
] as const;

export function redisText(reading: Reading): string {
  return REDIS_STATES[reading.total('waycast_redis_state')] ?? 'Unknown';
}

/** "12.4", "3,120": a rate without false precision. */
export function rateText(perSecond: number): string {
  return perSecond.toLocaleString('en', { maximumFractionDigits: perSecond < 10 ? 1 : 0 });
}

/** "12 ms", "1.5 s". */
export function delayText(seconds: number | undefined): string {
  if (seconds === undefined) return 'Nothing yet';
  if (!Number.isFinite(seconds)) return 'Over 10 s';
  if (seconds === 0) return '0 s';
  if (seconds >= 1) return `${seconds.toFixed(1)} s`;
  return seconds * 1000 < 10 ? `${(seconds * 1000).toFixed(1)} ms` : `${Math.round(seconds * 1000)} ms`;
}
