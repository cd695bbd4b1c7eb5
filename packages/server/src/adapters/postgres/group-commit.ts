import { WaycastError } from '@waycast/contract';

/** What waits for a commit: one caller's items and its promise. */
interface Waiting<Item> {
  readonly items: readonly Item[];
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

export interface GroupCommitOptions<Item> {
  /** Makes the items durable, all or none. */
  readonly commit: (items: readonly Item[]) => Promise<void>;
  /** Whether an error blames the items, so that others that shared the commit may succeed without them. */
  readonly isRefusal: (error: unknown) => boolean;
  /** Items that may wait or be under way; beyond it `add` rejects at once. */
  readonly maxQueued: number;
  /** Items in one commit; a caller that brings more gets a commit of its own. */
  readonly maxPerCommit: number;
  /** What a rejected caller is told to wait. */
  readonly retryAfterMs: number;
}

/**
 * Callers share commits:
 *
 *     add ─┐                ┌─ add, add, add wait while a commit is under way …
 *          ▼                ▼
 *     [ commit 1 ]───▶[ commit 2 ]───▶ idle   … and share the next one
 *
 * There is no clock: alone, a caller waits for the end of the event loop's turn; under load, groups grow by
 * themselves. A failing commit rejects exactly its callers; one that was refused for its items is split until
 * only the callers who brought them are rejected.
 */
export class GroupCommit<Item> {
  readonly #options: GroupCommitOptions<Item>;
  #waiting: Waiting<Item>[] = [];
  #depth = 0;
  #running: Promise<void> | undefined;

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
      throw new WaycastError('unavailable', message, { retryAfterMs });
    }
    this.#depth += items.length;
    const done = new Promise<void>((resolve, reject) => this.#waiting.push({ items, resolve, reject }));
    this.#running ??= this.#run();
    await done.finally(() => {
      this.#depth -= items.length;
    });
  }

  /** Resolves when nothing waits any more; what was added has been committed or rejected by then. */
  async flush(): Promise<void> {
    while (this.#running !== undefined) await this.#running;
  }

  async #run(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
    while (this.#waiting.length > 0) await this.#commit(this.#take());
    this.#running = undefined;
  }

  #take(): Waiting<Item>[] {
    let size = 0;
    const beyond = this.#waiting.findIndex(({ items }, index) => {
      size += items.length;
      return index > 0 && size > this.#options.maxPerCommit;
    });
    return this.#waiting.splice(0, beyond === -1 ? this.#waiting.length : beyond);
  }

  async #commit(group: readonly Waiting<Item>[]): Promise<void> {
    try {
      await this.#options.commit(
        group.length === 1 ? (group[0]?.items ?? []) : group.flatMap(({ items }) => items),
      );
      for (const { resolve } of group) resolve();
    } catch (error) {
      if (group.length > 1 && this.#options.isRefusal(error)) {
        const half = group.length >> 1;
        await this.#commit(group.slice(0, half));
        await this.#commit(group.slice(half));
      } else {
        for (const { reject } of group) reject(error);
      }
    }
  }
}
