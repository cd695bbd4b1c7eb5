import type { Redis } from './redis.ts';
import { listOf } from './replies.ts';
import { loadScript } from './scripts.ts';

/** Steps and their arguments in one call: so much takes Redis a few milliseconds. */
const MAX_LINES = 200;
const MAX_ARGUMENTS = 4000;

/** One step of `lua/keyed.lua`: what it is about, what to do with it, and how. */
export interface KeyedLine {
  /** In one slot. */
  readonly keys: readonly string[];
  readonly mode: string;
  readonly args: readonly string[];
}

/** Gets a line's reply, or why there is none. `migrating`: it ran where nobody subscribes yet. */
export interface LineOwner {
  settled(index: number, reply: unknown, migrating: boolean): void;
  failed(error: unknown): void;
}

interface Entry {
  readonly line: KeyedLine;
  readonly owner: LineOwner;
  readonly index: number;
}

export interface KeyedTurnOptions {
  /** GPS_CACHE_TTL in seconds. */
  readonly cacheTtlS: number;
  /** GPS_MIN_INTERVAL: the least time between two broadcasts of a topic. */
  readonly minIntervalMs: number;
}

/**
 * The steps of one turn of the event loop in two calls of the script, on a Cluster one for each key: a call costs the
 * servers and Redis several times what a step does. Steps of one key keep their order.
 */
export class KeyedTurn {
  readonly #redis: Redis;
  readonly #options: KeyedTurnOptions;
  readonly #script = loadScript('keyed');
  #number = 0;
  #open = false;
  /** What waits for the end of the turn, by what cannot share a call. */
  #waiting = new Map<string, { intervalMs: number; entries: Entry[] }>();

  constructor(redis: Redis, options: KeyedTurnOptions) {
    this.#redis = redis;
    this.#options = options;
  }

  /** Of the calls that are being gathered. */
  get number(): number {
    return this.#number;
  }

  /** `index` is told to the owner again. `intervalMs` stands in for GPS_MIN_INTERVAL. */
  add(line: KeyedLine, owner: LineOwner, index = 0, intervalMs = this.#options.minIntervalMs): void {
    if (!this.#open) this.#begin();
    const group = this.#redis.cluster ? `${intervalMs} ${line.keys[0]}` : `${intervalMs}`;
    const waiting = this.#waiting.get(group);
    if (waiting === undefined) this.#waiting.set(group, { intervalMs, entries: [{ line, owner, index }] });
    else waiting.entries.push({ line, owner, index });
  }

  /**
   * The first call goes at once, so that the client has its write planned for the end of this turn; what comes in the
   * meantime goes in a second one, and in the same write. Waiting for the end with all would miss that write.
   */
  #begin(): void {
    this.#open = true;
    setImmediate(() => {
      this.#open = false;
      this.#flush();
    });
    queueMicrotask(() => this.#flush());
  }

  #flush(): void {
    const waiting = this.#waiting;
    if (waiting.size === 0) return;
    this.#waiting = new Map();
    this.#number += 1;
    for (const { intervalMs, entries } of waiting.values()) {
      for (const some of callsOf(entries)) void this.#call(some, intervalMs);
    }
  }

  async #call(entries: readonly Entry[], intervalMs: number): Promise<void> {
    const keys: string[] = [];
    const { cacheTtlS } = this.#options;
    const args = [this.#redis.cluster ? 'SPUBLISH' : 'PUBLISH', String(cacheTtlS), String(intervalMs)];
    for (const { line } of entries) {
      keys.push(...line.keys);
      args.push(line.mode, String(line.args.length), ...line.args);
    }
    try {
      const { value, migrating } = await this.#redis.run(this.#script, keys, args);
      const replies = listOf(value);
      for (const [at, entry] of entries.entries()) settle(entry, replies[at], migrating);
    } catch (error) {
      for (const { owner } of entries) owner.failed(error);
    }
  }
}

/** A reply that makes no sense is the fault of one, not of all that shared the call. */
function settle({ owner, index }: Entry, reply: unknown, migrating: boolean): void {
  try {
    owner.settled(index, reply, migrating);
  } catch (error) {
    owner.failed(error);
  }
}

function callsOf(entries: readonly Entry[]): Entry[][] {
  const calls: Entry[][] = [];
  let current: Entry[] = [];
  let size = 0;
  for (const entry of entries) {
    if (current.length >= MAX_LINES || size >= MAX_ARGUMENTS) current = [];
    if (current.length === 0) {
      calls.push(current);
      size = 0;
    }
    current.push(entry);
    size += entry.line.args.length;
  }
  return calls;
}
