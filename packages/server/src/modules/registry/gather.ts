/** What is known of each of the ids that were asked for. */
export type Answers<V> = (id: string) => V;

interface Asked<V> {
  readonly promise: Promise<V>;
  readonly resolve: (value: V) => void;
}

const MAX_PER_CALL = 1000;

/**
 * Asks for many ids at once what is asked for one at a time: those that come while a tenant's are under way go together
 * next, each once. `answer` must not reject.
 */
export function gather<V>(
  answer: (tenant: string, ids: readonly string[]) => Promise<Answers<V>>,
): (tenant: string, id: string) => Promise<V> {
  const waiting = new Map<string, Map<string, Asked<V>>>();
  const running = new Set<string>();

  async function run(tenant: string): Promise<void> {
    if (running.has(tenant)) return;
    running.add(tenant);
    for (let asked = waiting.get(tenant); asked !== undefined; asked = waiting.get(tenant)) {
      const batch = [...asked].slice(0, MAX_PER_CALL);
      for (const [id] of batch) asked.delete(id);
      if (asked.size === 0) waiting.delete(tenant);
      const ids = batch.map(([id]) => id);
      const answers = await answer(tenant, ids);
      for (const [id, { resolve }] of batch) resolve(answers(id));
    }
    running.delete(tenant);
  }

  return (tenant, id) => {
    const asked = waiting.get(tenant) ?? new Map<string, Asked<V>>();
    waiting.set(tenant, asked);
    const before = asked.get(id);
    if (before !== undefined) return before.promise;
    const { promise, resolve } = Promise.withResolvers<V>();
    asked.set(id, { promise, resolve });
    // All that this turn brings goes together.
    if (!running.has(tenant)) queueMicrotask(() => void run(tenant));
    return promise;
  };
}
