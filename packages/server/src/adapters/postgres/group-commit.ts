import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Clock } from '../../ports/clock.ts';
import { Overloaded } from '../../ports/overloaded.ts';
import { Rests } from '../../ports/rests.ts';

/** Between the beginnings of two commits, unless many wait. */
const EVERY_MS = 4;
/** That wait for nobody else. */
const MANY = 16;
/** Keeps the process alive, unlike other clocks: somebody may wait for the commit after the rest. */
const TIMERS: Pick<Clock, 'after'> = {
  after(delayMs, run) {
    const timer = setTimeout(run, delayMs);
    return () => clearTimeout(timer);
  },
};

/** Callers that share a commit. */
interface Group<Item> {
  readonly callers: (readonly Item[])[];
  size: number;
  /** Resolves to the errors of the callers that are rejected, by what they brought; undefined: all is committed. */
  readonly settled: Promise<Failures<Item> | undefined>;
  readonly settle: (failures: Failures<Item> | undefined) => void;
}

type Failures<Item> = ReadonlyMap<readonly Item[], unknown>;

export interface GroupCommitOptions<Item> {
  /** Makes the items durable, all or none. */
  readonly commit: (items: readonly Item[]) => Promise<void>;
  /** Whether an error blames the items, so that others that shared the commit may succeed without them. */
  readonly isRefusal: (error: unknown) => boolean;
  /** What callers are rejected with for it; the error itself when absent. */
  readonly toCaller?: (error: unknown) => unknown;
  /** Items that may wait or be under way; beyond it `add` rejects at once. */
  readonly maxQueued: number;
  /** Items in one commit; a caller that brings more gets a commit of its own. */
  readonly maxPerCommit: number;
  /** What a rejected caller is told to wait. */
  readonly retryAfterMs: number;
  /**
   * Many are as many as shared the last commit or waited beside it: where a commit is over before half of them are
   * back, they would split into groups of which each pays for its own.
   */
  readonly awaitsAll?: boolean;
}

/**
 * Callers share commits:
 *
 *     add ─┐                ┌─ add, add, add wait while a commit is under way …
 *          ▼                ▼
 *     [ commit 1 ]───▶[ commit 2 ]───▶ idle   … and share the next one
 *
 * A commit begins with the end of the event loop's turn in which the one before it ended, but not within 4 ms of that
 * one's beginning, unless many wait: where items come one by one, a commit for each would cost several times as much.
 * After a rest the first begins at once, and under load groups grow by themselves. A failing commit rejects exactly its
 * callers; one that was refused for its items is split until only the callers who brought them are rejected.
 */
export class GroupCommit<Item> {
  readonly #options: GroupCommitOptions<Item>;
  readonly #waiting: Group<Item>[] = [];
  #depth = 0;
  #many = MANY;
  #running: Promise<void> | undefined;
  readonly #rests = new Rests(TIMERS);
  #flushing = false;

  constructor(options: GroupCommitOptions<Item>) {
    this.#options = options;
  }

  /** Items that wait or are under way. */
  get depth(): number {
    return this.#depth;
  }

  /** Resolves when the items are committed. An empty list is committed already. */
  async add(items: readonly Item[]): Promise<void> {
    if (items.length === 0) return;
    const { maxQueued, retryAfterMs } = this.#options;
    // A single call larger than the bound is let in when nothing else waits, or it could never succeed.
    if (this.#depth > 0 && this.#depth + items.length > maxQueued) {
      const message = `The database is behind: ${this.#depth} fixes wait, at most ${maxQueued} may. Try again later.`;
      throw new Overloaded(message, retryAfterMs);
    }
    const group = this.#groupFor(items);
    this.#running ??= this.#run();
    if (this.#isUrgent()) this.#rests.end();
    const failures = await group.settled;
    if (failures?.has(items)) throw this.#toCaller(failures.get(items));
  }

  /** Resolves when nothing waits any more; what was added has been committed or rejected by then. */
  async flush(): Promise<void> {
    this.#flushing = true;
    this.#rests.end();
    while (this.#running !== undefined) await this.#running;
    this.#flushing = false;
  }

  #toCaller(error: unknown): unknown {
    return this.#options.toCaller?.(error) ?? error;
  }

  /** The last group that waits, if there is room in it. */
  #groupFor(items: readonly Item[]): Group<Item> {
    this.#depth += items.length;
    const last = this.#waiting.at(-1);
    const hasRoom = last !== undefined && last.size + items.length <= this.#options.maxPerCommit;
    const group = hasRoom ? last : newGroup<Item>();
    if (!hasRoom) this.#waiting.push(group);
    group.callers.push(items);
    group.size += items.length;
    return group;
  }

  async #run(): Promise<void> {
    await nextTurn();
    for (let group = this.#waiting.shift(); group !== undefined; group = this.#waiting.shift()) {
      const began = performance.now();
      const failures = new Map<readonly Item[], unknown>();
      await this.#commit(group.callers, failures);
      if (this.#options.awaitsAll) this.#many = Math.max(MANY, this.#depth);
      this.#depth -= group.size;
      group.settle(failures.size === 0 ? undefined : failures);
      // What has arrived beside the database's answer goes along with the next.
      await nextTurn();
      if (!this.#isUrgent()) await this.#rests.take(EVERY_MS - (performance.now() - began));
    }
    this.#running = undefined;
  }

  #isUrgent(): boolean {
    const [next, another] = this.#waiting;
    return this.#flushing || another !== undefined || (next?.size ?? 0) >= this.#many;
  }

  async #commit(
    callers: readonly (readonly Item[])[],
    failures: Map<readonly Item[], unknown>,
  ): Promise<void> {
    try {
      await this.#options.commit(callers.length === 1 ? (callers[0] ?? []) : callers.flat());
    } catch (error) {
      if (callers.length > 1 && this.#options.isRefusal(error)) {
        const half = callers.length >> 1;
        await this.#commit(callers.slice(0, half), failures);
        await this.#commit(callers.slice(half), failures);
      } else {
        for (const items of callers) failures.set(items, error);
      }
    }
  }
}

function newGroup<Item>(): Group<Item> {
  const { promise: settled, resolve: settle } = Promise.withResolvers<Failures<Item> | undefined>();
  return { callers: [], size: 0, settled, settle };
}
