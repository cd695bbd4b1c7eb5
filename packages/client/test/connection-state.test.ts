import { WaycastError } from '@waycast/contract/errors';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Circumstances,
  type ConnectionEvent,
  type ConnectionEventType,
  type ConnectionPhase,
  type ConnectionState,
  next,
  STABLE_MS,
} from '../src/connection-state.ts';

const NOW = 1_000_000;
const reason = new WaycastError('unavailable', 'gone');
const given: Circumstances = {
  now: NOW,
  jitter: 0.5,
  backoff: { baseMs: 500, capMs: 30_000 },
  connectTimeoutMs: 15_000,
  timeoutError: new WaycastError('timeout', 'slow'),
};

/** Every phase, with the variants that an event can tell apart. */
const STATES = {
  idle: { phase: 'idle' },
  connecting: { phase: 'connecting', attempt: 2 },
  authenticating: { phase: 'authenticating', attempt: 2 },
  openFresh: { phase: 'open', attempt: 2, since: NOW - 1, movingAt: null },
  openStable: { phase: 'open', attempt: 2, since: NOW - STABLE_MS, movingAt: null },
  openMoving: { phase: 'open', attempt: 2, since: NOW - STABLE_MS, movingAt: NOW + 4_000 },
  openMovingNow: { phase: 'open', attempt: 2, since: NOW - STABLE_MS, movingAt: NOW },
  waiting: { phase: 'waiting', attempt: 2, retryAt: NOW + 9, reason },
  closed: { phase: 'closed', reason: null },
} as const satisfies Record<string, ConnectionState>;

const EVENTS = {
  connect: { type: 'connect' },
  close: { type: 'close' },
  opened: { type: 'opened' },
  authenticated: { type: 'authenticated' },
  lost: { type: 'lost', error: reason, fatal: false },
  lostForGood: { type: 'lost', error: reason, fatal: true },
  timer: { type: 'timer' },
  woken: { type: 'woken' },
  offline: { type: 'offline' },
  moving: { type: 'moving', delayMs: 4_000 },
  expiring: { type: 'expiring' },
} as const satisfies Record<string, ConnectionEvent>;

// A phase or event type without a row or column does not compile.
type Missing<All, Have> = Exclude<All, Have> extends never ? true : ['missing', Exclude<All, Have>];
const everyPhase: Missing<ConnectionPhase, (typeof STATES)[keyof typeof STATES]['phase']> = true;
const everyEvent: Missing<ConnectionEventType, (typeof EVENTS)[keyof typeof EVENTS]['type']> = true;

type Outcome = '-' | `${ConnectionPhase}${string}: ${string}` | `same: ${string}`;
type Row = Record<keyof typeof EVENTS, Outcome>;

const CONNECT_FIRST = 'connecting 1: openSocket timer=15000';
const CONNECT_NEXT = 'connecting 3: openSocket timer=15000';
const CLOSE = 'closed: timer=null closeSocket suspend abandon';
/** After the second failure: half of at most 1000 ms. */
const RETRY_2 = 'waiting 2: closeSocket suspend timer=500';
const RETRY_1 = 'waiting 1: closeSocket suspend timer=250';

/** The whole machine: `phase attempt: effects`, `same` for a state kept, `-` for nothing at all. */
const TABLE: Record<keyof typeof STATES, Row> = {
  idle: {
    connect: CONNECT_FIRST,
    close: CLOSE,
    opened: '-',
    authenticated: '-',
    lost: '-',
    lostForGood: '-',
    timer: '-',
    woken: '-',
    offline: '-',
    moving: '-',
    expiring: '-',
  },
  connecting: {
    connect: '-',
    close: CLOSE,
    opened: 'authenticating 2: authenticate',
    authenticated: '-',
    lost: RETRY_2,
    lostForGood: CLOSE,
    timer: RETRY_2,
    woken: '-',
    offline: '-',
    moving: '-',
    expiring: '-',
  },
  authenticating: {
    connect: '-',
    close: CLOSE,
    opened: '-',
    authenticated: 'open 2: timer=null restore',
    lost: RETRY_2,
    lostForGood: CLOSE,
    timer: RETRY_2,
    woken: '-',
    offline: '-',
    moving: '-',
    expiring: '-',
  },
  openFresh: {
    connect: '-',
    close: CLOSE,
    opened: '-',
    authenticated: '-',
    lost: RETRY_2,
    lostForGood: CLOSE,
    timer: '-',
    woken: 'same: probe',
    offline: 'same: probe',
    moving: 'open 2: timer=4000',
    expiring: 'same: renewToken',
  },
  openStable: {
    connect: '-',
    close: CLOSE,
    opened: '-',
    authenticated: '-',
    lost: RETRY_1,
    lostForGood: CLOSE,
    timer: '-',
    woken: 'same: probe',
    offline: 'same: probe',
    moving: 'open 2: timer=4000',
    expiring: 'same: renewToken',
  },
  openMoving: {
    connect: '-',
    close: CLOSE,
    opened: '-',
    authenticated: '-',
    lost: 'waiting 0: closeSocket suspend timer=4000',
    lostForGood: CLOSE,
    timer: 'connecting 1: closeSocket suspend openSocket timer=15000',
    woken: 'same: probe',
    offline: 'same: probe',
    moving: 'open 2: timer=4000',
    expiring: 'same: renewToken',
  },
  openMovingNow: {
    connect: '-',
    close: CLOSE,
    opened: '-',
    authenticated: '-',
    lost: 'connecting 1: closeSocket suspend openSocket timer=15000',
    lostForGood: CLOSE,
    timer: 'connecting 1: closeSocket suspend openSocket timer=15000',
    woken: 'same: probe',
    offline: 'same: probe',
    moving: 'open 2: timer=4000',
    expiring: 'same: renewToken',
  },
  waiting: {
    connect: CONNECT_NEXT,
    close: CLOSE,
    opened: '-',
    authenticated: '-',
    lost: '-',
    lostForGood: '-',
    timer: CONNECT_NEXT,
    woken: CONNECT_NEXT,
    offline: '-',
    moving: '-',
    expiring: '-',
  },
  closed: {
    connect: CONNECT_FIRST,
    close: '-',
    opened: '-',
    authenticated: '-',
    lost: '-',
    lostForGood: '-',
    timer: '-',
    woken: '-',
    offline: '-',
    moving: '-',
    expiring: '-',
  },
};

function describeTransition(state: ConnectionState, event: ConnectionEvent): string {
  const after = next(state, event, given);
  if (after.state === state && after.effects.length === 0) return '-';
  const attempt = 'attempt' in after.state ? ` ${after.state.attempt}` : '';
  const effects = after.effects.map((effect) =>
    effect.do === 'timer' ? `timer=${effect.delayMs}` : effect.do,
  );
  return `${after.state === state ? 'same' : after.state.phase + attempt}: ${effects.join(' ')}`;
}

describe('connection state machine', () => {
  it('has a row for every phase and a column for every event', () => {
    expect([everyPhase, everyEvent]).toEqual([true, true]);
  });

  for (const [stateName, row] of Object.entries(TABLE) as [keyof typeof STATES, Row][]) {
    it.each(Object.entries(row) as [keyof typeof EVENTS, Outcome][])(
      `${stateName} + %s → %s`,
      (eventName, outcome) => {
        expect(describeTransition(STATES[stateName], EVENTS[eventName])).toBe(outcome);
      },
    );
  }

  it('keeps the reason of a final refusal, and of a wait', () => {
    expect(next(STATES.openStable, EVENTS.lostForGood, given).state).toEqual({ phase: 'closed', reason });
    expect(next(STATES.connecting, EVENTS.timer, given).state).toMatchObject({ reason: { code: 'timeout' } });
  });

  it('waits as long as the server asks, and a jittered while longer', () => {
    const error = new WaycastError('rate_limited', 'slow down', { retryAfterMs: 7_000 });
    const { state } = next(STATES.connecting, { type: 'lost', error, fatal: false }, given);
    expect(state).toMatchObject({ phase: 'waiting', retryAt: NOW + 7_500 });
  });

  it('never waits longer than the cap when the server asks for nothing', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 10_000 }),
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        (attempt, jitter) => {
          const { state } = next({ phase: 'connecting', attempt }, EVENTS.lost, { ...given, jitter });
          expect(state.phase === 'waiting' && state.retryAt - NOW).toBeLessThanOrEqual(given.backoff.capMs);
        },
      ),
    );
  });
});
