import type { Clock } from '../../ports/clock.ts';
import type { Viewed, ViewersListener, ViewersThen } from '../../ports/viewers.ts';
import { type View, viewedKey } from './written-views.ts';

/** How long changes of a thing's viewers gather before they are counted. */
const TICK_MS = 250;

interface Pending {
  readonly what: Viewed;
  /** Who came or left. */
  readonly viewers: Set<string>;
  /** What listeners were told at the last tick; undefined: they are to be told now. */
  readonly told: ViewersThen | undefined;
}

export interface ViewerCountsParts {
  readonly count: (what: Viewed) => Promise<number>;
  readonly who: (what: Viewed) => Promise<readonly string[]>;
  readonly clock: Clock;
}

/**
 * Counts the viewers of things that changed, once a tick each, and tells the listeners. What was told is counted once
 * more a tick later: another server may have told a later count before this one.
 */
export class ViewerCounts {
  readonly #parts: ViewerCountsParts;
  readonly #listeners = new Set<ViewersListener>();
  #pending = new Map<string, Pending>();
  #cancelTick: (() => void) | undefined;

  constructor(parts: ViewerCountsParts) {
    this.#parts = parts;
  }

  listen(listener: ViewersListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  tell(news: readonly ViewersThen[]): void {
    for (const listener of this.#listeners) listener(news);
  }

  changed(views: readonly View[]): void {
    for (const { viewerId, ...what } of views) this.#await(what, [viewerId], undefined);
  }

  /** Counts what has changed now. What cannot be counted is told when Redis is back. */
  async flush(): Promise<void> {
    this.#cancelTick?.();
    this.#cancelTick = undefined;
    const pending = [...this.#pending.values()];
    this.#pending = new Map();
    const counted = await Promise.allSettled(pending.map((one) => this.#read(one)));
    const news = counted.flatMap((one, at) =>
      one.status === 'fulfilled' && !isSame(one.value, pending[at]?.told) ? [one.value] : [],
    );
    if (news.length === 0) return;
    this.tell(news);
    for (const { count, online, ...what } of news)
      this.#await(what, [...online.keys()], { ...what, count, online });
  }

  end(): void {
    this.#cancelTick?.();
    this.#listeners.clear();
    this.#pending.clear();
  }

  async #read({ what, viewers }: Pending): Promise<ViewersThen> {
    // Of an order nobody is told who looks at it, and they may be many.
    if (what.kind !== 'conversation')
      return { ...what, count: await this.#parts.count(what), online: new Map() };
    const there = new Set(await this.#parts.who(what));
    const online = new Map([...viewers].map((viewerId) => [viewerId, there.has(viewerId)]));
    return { ...what, count: there.size, online };
  }

  #await(what: Viewed, viewers: readonly string[], told: ViewersThen | undefined): void {
    if (this.#listeners.size === 0) return;
    const key = viewedKey(what);
    const waiting = this.#pending.get(key);
    const all = new Set([...(waiting?.viewers ?? []), ...viewers]);
    // What is to be told now stays so, whatever was told before.
    const last = waiting === undefined ? told : undefined;
    this.#pending.set(key, { what, viewers: all, told: last });
    this.#cancelTick ??= this.#parts.clock.after(TICK_MS, () => void this.flush());
  }
}

function isSame(then: ViewersThen, told: ViewersThen | undefined): boolean {
  if (told === undefined || told.count !== then.count) return false;
  return [...then.online].every(([viewerId, online]) => told.online.get(viewerId) === online);
}
