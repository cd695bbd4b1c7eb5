import { type Topic, topicKey } from '@waycast/contract';
import type { Announced, Haste, KeyedChange, KeyedState, KeyedVerdict, Live } from '../ports/live.ts';
import { isUnavailable } from './unavailable.ts';

/** Topics whose values are remembered for the shared live; beyond it the oldest are left to their next change. */
const MAX_TOUCHED = 200_000;
const CHANGES_PER_CALL = 500;

export interface FallbackStatesParts {
  readonly shared: Live;
  readonly local: Live;
  usable(): boolean;
  /** There is something to hand over. */
  owes(): void;
}

type TopicState = KeyedState & { readonly topic: Topic };

/** What happened to a topic since the shared live went away. */
interface Touched {
  readonly topic: Topic;
  /** It has a value that the shared live lacks. */
  written: boolean;
}

/**
 * Newest values over the shared live and its absence. What the local live holds from before counts only as a bound: a
 * value is shown and asked for from there only when it was written or seeded since the shared one went away.
 */
export class FallbackStates {
  readonly #parts: FallbackStatesParts;
  readonly #touched = new Map<string, Touched>();
  /** Stored in the shared live, and to be announced there. */
  readonly #unannounced = new Map<string, Topic>();

  constructor(parts: FallbackStatesParts) {
    this.#parts = parts;
  }

  get owed(): number {
    return this.#touched.size + this.#unannounced.size;
  }

  set(changes: readonly KeyedChange[]): Promise<KeyedVerdict[]> {
    const { shared } = this.#parts;
    return this.#orElse(
      () => shared.set(changes),
      () => this.#setHere(changes),
    );
  }

  announce(topic: Topic, haste?: Haste): Promise<Announced> {
    const { shared, local } = this.#parts;
    return this.#orElse(
      () => shared.announce(topic, haste),
      async () => {
        this.#owe(topic);
        return this.#touched.has(topicKey(topic)) ? local.announce(topic) : 'nothing';
      },
    );
  }

  seed(states: readonly TopicState[]): Promise<void> {
    const { shared, local } = this.#parts;
    return this.#orElse(
      () => shared.seed(states),
      async () => {
        for (const { topic } of states) this.#touch(topic, false);
        await local.seed(states);
      },
    );
  }

  async get(topic: Topic): Promise<KeyedState | undefined> {
    const { shared, local } = this.#parts;
    const far = await this.#orElse(
      () => shared.get(topic),
      async () => undefined,
    );
    const near = this.#touched.has(topicKey(topic)) ? await local.get(topic) : undefined;
    return near === undefined || (far !== undefined && far.version >= near.version) ? far : near;
  }

  async list(tenant: string, family: Topic['family']): Promise<TopicState[]> {
    const { shared, local } = this.#parts;
    const far = await this.#orElse(
      () => shared.list(tenant, family),
      async () => [],
    );
    if (this.#touched.size === 0) return far;
    const newest = new Map(far.map((state) => [topicKey(state.topic), state]));
    for (const state of await local.list(tenant, family)) {
      const key = topicKey(state.topic);
      const known = newest.get(key);
      if (!this.#touched.has(key) || (known !== undefined && known.version >= state.version)) continue;
      newest.set(key, state);
    }
    return [...newest.values()];
  }

  /** Gives the shared live what it lacks. Rejects when it is away; the rest is still remembered then. */
  async handOver(): Promise<void> {
    const written = [...this.#touched.values()].filter((entry) => entry.written).map(({ topic }) => topic);
    for (let at = 0; at < written.length; at += CHANGES_PER_CALL) {
      await this.#handSome(written.slice(at, at + CHANGES_PER_CALL));
    }
    for (const [key, entry] of this.#touched) if (!entry.written) this.#touched.delete(key);
    const unannounced = [...this.#unannounced];
    for (let at = 0; at < unannounced.length; at += CHANGES_PER_CALL) {
      await Promise.all(
        unannounced.slice(at, at + CHANGES_PER_CALL).map(([key, topic]) => this.#tell(key, topic)),
      );
    }
  }

  async #tell(key: string, topic: Topic): Promise<void> {
    if ((await this.#parts.shared.announce(topic)) !== 'early') this.#unannounced.delete(key);
  }

  async #handSome(topics: readonly Topic[]): Promise<void> {
    const changes: KeyedChange[] = [];
    for (const topic of topics) {
      const state = await this.#parts.local.get(topic);
      const entry = this.#touched.get(topicKey(topic));
      // Before the call: what is written while it is under way has to be handed over again.
      if (entry !== undefined) entry.written = false;
      if (state !== undefined) changes.push({ ...state, topic, announce: 'now', whenAbsent: 'store' });
    }
    try {
      const verdicts = await this.#parts.shared.set(changes);
      for (const [index, { topic }] of changes.entries()) if (verdicts[index] === 'held') this.#owe(topic);
    } catch (error) {
      for (const { topic } of changes) this.#touch(topic, true);
      throw error;
    }
  }

  async #setHere(changes: readonly KeyedChange[]): Promise<KeyedVerdict[]> {
    const taken = changes.filter(
      ({ topic, whenAbsent }) => whenAbsent === 'store' || this.#touched.has(topicKey(topic)),
    );
    for (const { topic } of taken) this.#touch(topic, true);
    const verdicts = await this.#parts.local.set(taken);
    const byChange = new Map(taken.map((change, index) => [change, verdicts[index] ?? 'absent']));
    return changes.map((change) => byChange.get(change) ?? 'absent');
  }

  #owe(topic: Topic): void {
    this.#unannounced.set(topicKey(topic), topic);
    dropOldest(this.#unannounced);
    this.#parts.owes();
  }

  #touch(topic: Topic, written: boolean): void {
    const key = topicKey(topic);
    const entry = this.#touched.get(key) ?? { topic, written };
    entry.written ||= written;
    this.#touched.delete(key);
    this.#touched.set(key, entry);
    dropOldest(this.#touched);
    this.#parts.owes();
  }

  async #orElse<T>(far: () => Promise<T>, near: () => Promise<T>): Promise<T> {
    if (!this.#parts.usable()) return near();
    try {
      return await far();
    } catch (error) {
      if (!isUnavailable(error)) throw error;
      return near();
    }
  }
}

function dropOldest(map: Map<string, unknown>): void {
  const [oldest] = map.keys();
  if (map.size > MAX_TOUCHED && oldest !== undefined) map.delete(oldest);
}
