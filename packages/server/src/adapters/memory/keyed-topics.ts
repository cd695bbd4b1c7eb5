import type { Topic } from '@waycast/contract';
import { topicKey } from '@waycast/contract';
import type { KeyedChange, KeyedState, KeyedVerdict, LiveEvent } from '../../ports/live.ts';

interface Keyed extends KeyedState {
  readonly topic: Topic;
  announcedVersion: number;
}

/** Newest values of keyed topics. What goes out is given to `emit`. */
export class KeyedTopics {
  readonly #emit: (event: LiveEvent) => void;
  readonly #newest = new Map<string, Keyed>();
  readonly #families = new Map<string, Set<Keyed>>();

  constructor(emit: (event: LiveEvent) => void) {
    this.#emit = emit;
  }

  get(topic: Topic): Keyed | undefined {
    return this.#newest.get(topicKey(topic));
  }

  list(tenant: string, family: Topic['family']): Keyed[] {
    return [...(this.#families.get(familyKey(tenant, family)) ?? [])];
  }

  set(change: KeyedChange): KeyedVerdict {
    const current = this.get(change.topic);
    if (current !== undefined && change.version <= current.version) {
      return change.version === current.version ? 'duplicate' : 'stale';
    }
    this.#store(change.topic, change, current?.announcedVersion ?? Number.NEGATIVE_INFINITY);
    if (change.announce === 'now') this.announce(change.topic);
    return 'applied';
  }

  announce(topic: Topic): boolean {
    const entry = this.get(topic);
    if (entry === undefined || entry.announcedVersion >= entry.version) return false;
    entry.announcedVersion = entry.version;
    const { event, data, version } = entry;
    this.#emit({ kind: 'keyed', topic: entry.topic, event, data, version });
    return true;
  }

  seed(topic: Topic, state: KeyedState): void {
    const current = this.get(topic);
    if (current !== undefined && state.version <= current.version) return;
    // Followers who had an earlier version have not had this one: an `announce` under way still tells them.
    this.#store(topic, state, current?.announcedVersion ?? state.version);
  }

  #store(topic: Topic, { event, data, version }: KeyedState, announcedVersion: number): void {
    const entry: Keyed = { topic, event, data, version, announcedVersion };
    const key = topicKey(topic);
    const family = this.#families.get(familyKey(topic.tenant, topic.family)) ?? new Set();
    const old = this.#newest.get(key);
    if (old !== undefined) family.delete(old);
    this.#families.set(familyKey(topic.tenant, topic.family), family.add(entry));
    this.#newest.set(key, entry);
  }
}

function familyKey(tenant: string, family: Topic['family']): string {
  return `${tenant}/${family}`;
}
