import type { WaycastError } from '@waycast/contract/errors';
import { type Backoff, backoffDelayMs } from './backoff.ts';

/*
 *            connect            opened                authenticated
 *   idle ──────────▶ connecting ───────▶ authenticating ───────▶ open
 *                     ▲      │ lost, timer      │ lost, timer    │ lost
 *               timer │      ▼                  │                │ (moving: timer goes straight to connecting)
 *                    waiting ◀──────────────────┴────────────────┘
 *   close, or lost for good, from anywhere ──▶ closed ── connect ──▶ connecting
 */

/**
 * Where a connection stands. Times are epoch milliseconds by the local clock; `attempt` counts from 1 since the last
 * stable connection.
 */
export type ConnectionState =
  | { readonly phase: 'idle' }
  | { readonly phase: 'connecting'; readonly attempt: number }
  | { readonly phase: 'authenticating'; readonly attempt: number }
  | {
      readonly phase: 'open';
      readonly attempt: number;
      readonly since: number;
      readonly movingAt: number | null;
    }
  | {
      readonly phase: 'waiting';
      readonly attempt: number;
      readonly retryAt: number;
      readonly reason: WaycastError;
    }
  | { readonly phase: 'closed'; readonly reason: WaycastError | null };

export type ConnectionPhase = ConnectionState['phase'];

/** What happens to a connection. */
export type ConnectionEvent =
  | { readonly type: 'connect' }
  | { readonly type: 'close' }
  /** The socket is open. */
  | { readonly type: 'opened' }
  /** The server accepted the token. */
  | { readonly type: 'authenticated' }
  /** The socket closed, fell silent, or the token was refused; `fatal` when trying again cannot help. */
  | { readonly type: 'lost'; readonly error: WaycastError; readonly fatal: boolean }
  /** The one timer that the effects start ran out. */
  | { readonly type: 'timer' }
  /** The network or the page came back: what waits should try now, what is open should prove that it lives. */
  | { readonly type: 'woken' }
  /** The device says that it lost the network; it is not always right. */
  | { readonly type: 'offline' }
  /** The server drains and asks to be left after this time. */
  | { readonly type: 'moving'; readonly delayMs: number }
  /** The token expires soon. */
  | { readonly type: 'expiring' };

export type ConnectionEventType = ConnectionEvent['type'];

/** What the shell around the machine has to do, in this order. */
export type ConnectionEffect =
  | { readonly do: 'openSocket' }
  | { readonly do: 'closeSocket' }
  | { readonly do: 'authenticate' }
  | { readonly do: 'renewToken' }
  /** Ask for a sign of life soon. */
  | { readonly do: 'probe' }
  /** Join every subscription again and send the calls that waited. */
  | { readonly do: 'restore' }
  /** The link is gone: reject calls without an answer, mark subscriptions as not joined. */
  | { readonly do: 'suspend'; readonly reason: WaycastError | null }
  /** Nothing will be tried any more: reject the calls that wait. */
  | { readonly do: 'abandon'; readonly reason: WaycastError | null }
  /** Starts the one timer, replacing what it was set to; null stops it. */
  | { readonly do: 'timer'; readonly delayMs: number | null };

/** What a transition depends on besides state and event; given from outside so that the machine stays pure. */
export interface Circumstances {
  readonly now: number;
  /** Uniform in [0, 1). */
  readonly jitter: number;
  readonly backoff: Backoff;
  readonly connectTimeoutMs: number;
  /** Made by the caller because errors carry a stack. */
  readonly timeoutError: WaycastError;
}

export interface Transition {
  readonly state: ConnectionState;
  readonly effects: readonly ConnectionEffect[];
}

/** A connection that lasted this long starts over with the shortest back-off. */
export const STABLE_MS = 10_000;

/** The next state and what to do about it. Events that mean nothing in a state change nothing. */
export function next(state: ConnectionState, event: ConnectionEvent, given: Circumstances): Transition {
  if (event.type === 'close') return close(state);
  switch (state.phase) {
    case 'idle':
    case 'closed':
      return event.type === 'connect' ? connecting(1, given) : unchanged(state);
    case 'connecting':
      if (event.type === 'opened') {
        return {
          state: { phase: 'authenticating', attempt: state.attempt },
          effects: [{ do: 'authenticate' }],
        };
      }
      return attempting(state, event, given);
    case 'authenticating':
      return event.type === 'authenticated' ? open(state.attempt, given) : attempting(state, event, given);
    case 'open':
      return whileOpen(state, event, given);
    case 'waiting':
      return event.type === 'timer' || event.type === 'woken' || event.type === 'connect'
        ? connecting(state.attempt + 1, given)
        : unchanged(state);
    default:
      return state satisfies never;
  }
}

type Attempting = Extract<ConnectionState, { phase: 'connecting' | 'authenticating' }>;
type Open = Extract<ConnectionState, { phase: 'open' }>;

function unchanged(state: ConnectionState): Transition {
  return { state, effects: [] };
}

function close(state: ConnectionState): Transition {
  if (state.phase === 'closed') return unchanged(state);
  return { state: { phase: 'closed', reason: null }, effects: teardown(null) };
}

function teardown(reason: WaycastError | null): ConnectionEffect[] {
  return [
    { do: 'timer', delayMs: null },
    { do: 'closeSocket' },
    { do: 'suspend', reason },
    { do: 'abandon', reason },
  ];
}

function connecting(attempt: number, given: Circumstances): Transition {
  return {
    state: { phase: 'connecting', attempt },
    effects: [{ do: 'openSocket' }, { do: 'timer', delayMs: given.connectTimeoutMs }],
  };
}

function attempting(state: Attempting, event: ConnectionEvent, given: Circumstances): Transition {
  if (event.type === 'timer') return lost(state.attempt, given.timeoutError, false, given);
  if (event.type === 'lost') return lost(state.attempt, event.error, event.fatal, given);
  return unchanged(state);
}

function open(attempt: number, given: Circumstances): Transition {
  return {
    state: { phase: 'open', attempt, since: given.now, movingAt: null },
    effects: [{ do: 'timer', delayMs: null }, { do: 'restore' }],
  };
}

function whileOpen(state: Open, event: ConnectionEvent, given: Circumstances): Transition {
  switch (event.type) {
    case 'lost': {
      if (state.movingAt !== null && !event.fatal) return moved(state.movingAt, event.error, given);
      const failures = given.now - state.since >= STABLE_MS ? 1 : state.attempt;
      return lost(failures, event.error, event.fatal, given);
    }
    case 'moving':
      return {
        state: { ...state, movingAt: given.now + event.delayMs },
        effects: [{ do: 'timer', delayMs: event.delayMs }],
      };
    case 'timer':
      return state.movingAt === null ? unchanged(state) : move(given);
    case 'woken':
    case 'offline':
      return { state, effects: [{ do: 'probe' }] };
    case 'expiring':
      return { state, effects: [{ do: 'renewToken' }] };
    case 'connect':
    case 'close':
    case 'opened':
    case 'authenticated':
      return unchanged(state);
    default:
      return event satisfies never;
  }
}

/** Leaves a draining server before it closes, for the shortest gap. */
function move(given: Circumstances): Transition {
  const { state, effects } = connecting(1, given);
  return { state, effects: [{ do: 'closeSocket' }, { do: 'suspend', reason: null }, ...effects] };
}

/** A draining server closed at the announced time, or died before: the delay it gave already spreads its clients. */
function moved(movingAt: number, reason: WaycastError, given: Circumstances): Transition {
  const delayMs = movingAt - given.now;
  if (delayMs <= 0) return move(given);
  return {
    state: { phase: 'waiting', attempt: 0, retryAt: movingAt, reason },
    effects: [{ do: 'closeSocket' }, { do: 'suspend', reason }, { do: 'timer', delayMs }],
  };
}

function lost(failures: number, reason: WaycastError, fatal: boolean, given: Circumstances): Transition {
  if (fatal) return { state: { phase: 'closed', reason }, effects: teardown(reason) };
  const leastMs = Math.max(0, reason.retryAfterMs ?? 0);
  const delayMs = leastMs + backoffDelayMs(failures, given.jitter, given.backoff);
  return {
    state: { phase: 'waiting', attempt: failures, retryAt: given.now + delayMs, reason },
    effects: [{ do: 'closeSocket' }, { do: 'suspend', reason }, { do: 'timer', delayMs }],
  };
}
