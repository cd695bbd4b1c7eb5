import type { Position, Topic } from '@waycast/contract';
import type { z } from 'zod';

/** Where a log reader stands. */
export type LogPosition = z.infer<typeof Position>;

/** One change of a topic, as it goes to followers. `data` is never changed after it was given to live. */
export type LiveEvent =
  | {
      readonly kind: 'keyed';
      readonly topic: Topic;
      readonly event: string;
      readonly data: object;
      readonly version: number;
    }
  | {
      readonly kind: 'log';
      readonly topic: Topic;
      readonly event: string;
      readonly data: object;
      readonly epoch: string;
      readonly offset: number;
      /** The number it had before it was numbered again: followers who have had that have had this. */
      readonly was?: LogPosition;
    }
  /** Came from outside, for instance a script's PUBLISH: delivered to followers, not logged. */
  | { readonly kind: 'aside'; readonly topic: Topic; readonly event: string; readonly data: object }
  /** Events of a log were missed and cannot be read again; it goes on after this position. */
  | { readonly kind: 'gap'; readonly topic: Topic; readonly epoch: string; readonly offset: number };

/** A new value for a keyed topic. */
export interface KeyedChange {
  readonly topic: Topic;
  readonly event: string;
  readonly data: object;
  /** Newer is greater; for positions the device time in epoch ms. */
  readonly version: number;
  /** `now`: followers get it at once. `later`: it is stored, and goes out with the next `announce`. */
  readonly announce: 'now' | 'later';
  /** What to do when live knows nothing of the topic: store the value, or answer `absent` and change nothing. */
  readonly whenAbsent: 'store' | 'ask';
  /** All that was reported since the last change, for readers of the recent past; `at` is its time in epoch ms. */
  readonly trail?: readonly { readonly at: number; readonly data: object }[];
}

/**
 * What became of a keyed change. `applied`: stored as the newest. `held`: the same, but not broadcast although that
 * was asked, because another server broadcast less than the interval ago; `announce` is due. `stale`: older than the
 * newest. `duplicate`: the same version again. `absent`: nothing is known, and nothing was changed.
 */
export type KeyedVerdict = 'applied' | 'held' | 'stale' | 'duplicate' | 'absent';

/** What became of an announcement: broadcast, nothing to broadcast, or too early after another server's. */
export type Announced = 'went' | 'nothing' | 'early';

/** `in time`: not less than the interval after another server's broadcast. `at once`: whenever that was. */
export type Haste = 'in time' | 'at once';

/** An event that had a number before, in a log that lived elsewhere meanwhile. */
export interface Renumbered {
  readonly was: LogPosition;
  /** The position in this log after which that other one began, when known. */
  readonly base?: LogPosition;
}

/** The newest value of a keyed topic. */
export interface KeyedState {
  readonly event: string;
  readonly data: object;
  readonly version: number;
}

/** Events of a log topic after a position. */
export interface LogReplay {
  /** Whether `events` is everything after the asked position. False: the position is of another epoch or too old. */
  readonly recovered: boolean;
  /** Where the topic stands after `events`. */
  readonly position: LogPosition;
  readonly events: readonly LiveEvent[];
}

export type LiveListener = (event: LiveEvent) => void;

/** Something of a log that live only carries may not have reached its listeners: whoever keeps the log knows what. */
export type MissedListener = () => void;

/**
 * Newest state, short stream and broadcast of topics, changed together. Promises:
 * - L1 Atomic per topic: whoever subscribes first and reads the state afterwards has every change in one or both.
 * - L2 Keyed: `set` stores only what is newer; `stale` and `duplicate` change and broadcast nothing.
 * - L3 `announce` broadcasts the stored value if followers have not had that version yet; otherwise nothing. What
 *   was set with `later` is never broadcast twice, and the newest version always ends up broadcast.
 * - L4 Log: `append` numbers events 1, 2, 3 … within an epoch; followers get them in that order. The same `data`
 *   object given again, after a rejection, with `earlier`, is the same event and is not appended twice.
 * - L5 The log keeps a bounded tail. `replay` from within it misses nothing; else it says `recovered: false`.
 * - L6 A listener gets every broadcast made after `subscribe` has resolved and none after the returned function
 *   was called. Listeners are called outside the caller's stack frame only where the adapter crosses a network.
 * - L7 `seed` stores what is known from elsewhere (the database) if the topic has nothing newer, and broadcasts nothing.
 * - L8 A fleet topic's listeners get the broadcasts of all vehicle topics of the tenant.
 * - L9 Absent state is undefined, never an error. Unreachable: rejects with WaycastError `unavailable`.
 * - L10 After a break a listener is told again what it may have missed: the newest of a keyed topic, the rest of a
 *   log or a `gap`. It may then hear what it has heard; versions and positions tell.
 * - L11 `carry` tells an event of a stored log, which the database has numbered, to the listeners of all servers. It is
 *   kept nowhere: they may hear it twice or before an earlier one, and after a break not at all; `missed` is called
 *   then. Rejects with `unavailable` when other servers may not have been told; listeners here may have been.
 * - L12 `aside` tells listeners of a log something that is not part of it. While other servers cannot be reached they
 *   are not told, and never will be.
 * - L13 `forget` removes what a log keeps, also of servers that come later. It goes on in another epoch: positions from
 *   before are not recovered. Rejects with `unavailable` when it may still be there.
 */
export interface Live {
  /** Whether keyed states are forgotten after a while, so that history has to be asked for what is not there. */
  readonly forgets: boolean;
  set(changes: readonly KeyedChange[]): Promise<KeyedVerdict[]>;
  /** In time, unless told otherwise: a server that ends has no time left. */
  announce(topic: Topic, haste?: Haste): Promise<Announced>;
  seed(states: readonly (KeyedState & { topic: Topic })[]): Promise<void>;
  get(topic: Topic): Promise<KeyedState | undefined>;
  /** All stored states of a family in a tenant, for lists and fleet snapshots. */
  list(tenant: string, family: Topic['family']): Promise<(KeyedState & { topic: Topic })[]>;
  append(topic: Topic, event: string, data: object, earlier?: Renumbered): Promise<LogPosition>;
  /** Events after `since`; without `since`, the current position and no events. */
  replay(topic: Topic, since?: LogPosition): Promise<LogReplay>;
  /** Of a log that live numbers. */
  forget(topic: Topic): Promise<void>;
  /** Only to a topic whose family is `stored`. */
  carry(topic: Topic, event: string, data: object, position: LogPosition): Promise<void>;
  aside(topic: Topic, event: string, data: object): Promise<void>;
  /** `missed` is called for stored logs alone. */
  subscribe(topic: Topic, listener: LiveListener, missed?: MissedListener): Promise<() => Promise<void>>;
  close(): Promise<void>;
}
