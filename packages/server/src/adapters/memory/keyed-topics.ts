import type { Topic } from '@waycast/contract';
import { topicKey } from '@waycast/contract';
import type { Announced, KeyedChange, KeyedState, KeyedVerdict, LiveEvent } from '../../ports/live.ts';

interface Keyed extends KeyedState {
  readonly topic: Topic;
  announcedVersion: number;
}

/** Newest values of keyed topics, as many as fit. What goes out is given to `emit`. */
export class KeyedTopics {
  readonly #emit: (event: LiveEvent) => void;
  readonly #max: number;
  /** In order of last change: what changes is written anew, so that the oldest stand first. */
  readonly #newest = new Map<string, Keyed>();
  readonly #families = new Map<string, Set<Keyed>>();
  #forgotten = 0;

  constructor(max: number, emit: (event: LiveEvent) => void) {
    this.#emit = emit;
    this.#max = max;
  }

  /** How many values had to go for newer ones. */
  get forgotten(): number {
    return this.#forgotten;
  }

  get(topic: Topic): Keyed | undefined {
    return this.#newest.get(topicKey(topic));
  }

  list(tenant: string, family: Topic['family']): Keyed[] {
    return [...(this.#families.get(familyKey(tenant, family)) ?? [])];
  }

  set(change: KeyedChange): KeyedVerdict {
    const current = this.get(change.topic);
    if (current === undefined && change.whenAbsent === 'ask') return 'absent';
    if (current !== undefined && change.version <= current.version) {
      return change.version === current.version ? 'duplicate' : 'stale';
    }
    const entry = this.#store(change.topic, change, current?.announcedVersion ?? Number.NEGATIVE_INFINITY);
    if (change.announce === 'now') this.#broadcast(entry);
    return 'applied';
  }

  announce(topic: Topic): Announced {
    const entry = this.get(topic);
    if (entry === undefined || entry.announcedVersion >= entry.version) return 'nothing';
    this.#broadcast(entry);
    return 'went';
  }

  seed(topic: Topic, state: KeyedState): void {
    const current = this.get(topic);
    if (current !== undefined && state.version <= current.version) return;
    // Followers who had an earlier version have not had this one: an `announce` under way still tells them.
    this.#store(topic, state, current?.announcedVersion ?? state.version);
  }

  #broadcast(entry: Keyed): void {
    entry.announcedVersion = entry.version;
    const { topic, event, data, version } = entry;
    this.#emit({ kind: 'keyed', topic, event, data, version });
  }

  #store(topic: Topic, { event, data, version }: KeyedState, announcedVersion: number): Keyed {
    const entry: Keyed = { topic, event, data, version, announcedVersion };
    const key = topicKey(topic);
    this.#drop(key);
    const family = this.#families.get(familyKey(topic.tenant, topic.family)) ?? new Set();
    this.#families.set(familyKey(topic.tenant, topic.family), family.add(entry));
    this.#newest.set(key, entry);
    if (this.#newest.size > this.#max) this.#forgetOldest();
    return entry;
  }

  #forgetOldest(): void {
    const [oldest] = this.#newest.keys();
    const entry = oldest === undefined ? undefined : this.#drop(oldest);
    if (entry === undefined) return;
    this.#forgotten += 1;
    // Nobody could announce it any more.
    if (entry.announcedVersion < entry.version) this.#broadcast(entry);
  }

  #drop(key: string): Keyed | undefined {
    const entry = this.#newest.get(key);
    if (entry === undefined) return undefined;
    this.#newest.delete(key);
    const of = familyKey(entry.topic.tenant, entry.topic.family);
    const family = this.#families.get(of);
    family?.delete(entry);
    if (family?.size === 0) this.#families.delete(of);
    return entry;
  }
}

function familyKey(tenant: string, family: Topic['family']): string {
  return `${tenant}/${family}`;
}
