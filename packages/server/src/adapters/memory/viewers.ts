import type { Clock } from '../../ports/clock.ts';
import type { Viewed, Viewers, ViewersListener, ViewersThen } from '../../ports/viewers.ts';

/** Things of which viewers are kept; the oldest go first. */
const MAX_VIEWED = 100_000;
/** How long changes of a thing's viewers gather before listeners get one count. */
const TICK_MS = 250;

/** Viewers in this process alone; also what a server has while the store that all share is away. */
export function createMemoryViewers({ clock }: { readonly clock: Clock }): Viewers {
  const viewed = new Map<string, Set<string>>();
  const news = createNews(clock, (key) => viewed.get(key) ?? NOBODY);

  return {
    async view(what, viewerId) {
      const key = keyOf(what);
      const viewers = viewed.get(key) ?? new Set<string>();
      if (!viewers.has(viewerId)) news.changed(what, viewerId);
      viewed.set(key, viewers.add(viewerId));
      const oldest = viewed.keys().next();
      if (viewed.size > MAX_VIEWED && !oldest.done) viewed.delete(oldest.value);
      return viewers.size;
    },
    async unview(what, viewerId) {
      const key = keyOf(what);
      const viewers = viewed.get(key);
      if (viewers?.delete(viewerId)) news.changed(what, viewerId);
      if (viewers?.size === 0) viewed.delete(key);
      return viewers?.size ?? 0;
    },
    async count(what) {
      return viewed.get(keyOf(what))?.size ?? 0;
    },
    async who(what) {
      return [...(viewed.get(keyOf(what)) ?? NOBODY)];
    },
    onViewers: news.listen,
    async end() {
      news.end();
      viewed.clear();
    },
  };
}

const NOBODY: ReadonlySet<string> = new Set();

interface Change {
  readonly what: Viewed;
  readonly viewers: Set<string>;
}

/** Tells listeners who views the things that changed, once a tick. */
function createNews(clock: Clock, viewersOf: (key: string) => ReadonlySet<string>) {
  const listeners = new Set<ViewersListener>();
  const changes = new Map<string, Change>();
  let cancel: (() => void) | undefined;

  function then([key, { what, viewers }]: [string, Change]): ViewersThen {
    const there = viewersOf(key);
    return { ...what, count: there.size, online: new Map([...viewers].map((id) => [id, there.has(id)])) };
  }

  function tick(): void {
    cancel = undefined;
    const news = [...changes].map(then);
    changes.clear();
    for (const listener of listeners) listener(news);
  }

  return {
    listen(listener: ViewersListener): () => void {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    changed(what: Viewed, viewerId: string): void {
      if (listeners.size === 0) return;
      const key = keyOf(what);
      const viewers = changes.get(key)?.viewers ?? new Set<string>();
      changes.set(key, { what, viewers: viewers.add(viewerId) });
      cancel ??= clock.after(TICK_MS, tick);
    },
    end(): void {
      cancel?.();
      listeners.clear();
      changes.clear();
    },
  };
}

function keyOf({ kind, tenant, id }: Viewed): string {
  return `${kind} ${tenant} ${id}`;
}
