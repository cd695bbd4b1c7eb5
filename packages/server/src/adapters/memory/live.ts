import { randomUUID } from 'node:crypto';
import type { Topic } from '@waycast/contract';
import { topicKey } from '@waycast/contract';
import type {
  KeyedChange,
  KeyedState,
  KeyedVerdict,
  Live,
  LiveEvent,
  LiveListener,
  LogPosition,
  LogReplay,
} from '../../ports/live.ts';

/** Events of a log topic that are kept for replay. */
const LOG_TAIL = 1000;

interface Keyed extends KeyedState {
  readonly topic: Topic;
  announcedVersion: number;
}

interface LogTail {
  offset: number;
  readonly events: LiveEvent[];
}

export interface MemoryLiveOptions {
  /** Events that a log topic keeps; 1000 when absent. */
  readonly logTail?: number;
}

/**
 * Live in this process alone. Every operation runs to its end in one turn of the event loop, which is what makes
 * it atomic. A new epoch begins with each instance, so that a client that knew an earlier one is told.
 */
export function createMemoryLive(options: MemoryLiveOptions = {}): Live {
  const logTail = options.logTail ?? LOG_TAIL;
  const epoch = randomUUID();
  const keyed = new Map<string, Keyed>();
  const families = new Map<string, Set<Keyed>>();
  const logs = new Map<string, LogTail>();
  const listeners = new Map<string, Set<LiveListener>>();

  function emit(key: string, event: LiveEvent): void {
    for (const listener of listeners.get(key) ?? []) listener(event);
    if (event.topic.family !== 'vehicle') return;
    const fleet = topicKey({ tenant: event.topic.tenant, family: 'fleet', id: '' });
    for (const listener of listeners.get(fleet) ?? []) listener(event);
  }

  function store(key: string, topic: Topic, state: KeyedState, announcedVersion: number): Keyed {
    const entry: Keyed = {
      topic,
      event: state.event,
      data: state.data,
      version: state.version,
      announcedVersion,
    };
    const familyKey = `${topic.tenant}/${topic.family}`;
    const family = families.get(familyKey) ?? new Set();
    const old = keyed.get(key);
    if (old !== undefined) family.delete(old);
    families.set(familyKey, family.add(entry));
    keyed.set(key, entry);
    return entry;
  }

  function setOne(change: KeyedChange): KeyedVerdict {
    const key = topicKey(change.topic);
    const current = keyed.get(key);
    if (current !== undefined && change.version <= current.version) {
      return change.version === current.version ? 'duplicate' : 'stale';
    }
    const entry = store(key, change.topic, change, current?.announcedVersion ?? Number.NEGATIVE_INFINITY);
    if (change.announce === 'now') announceEntry(key, entry);
    return 'applied';
  }

  function announceEntry(key: string, entry: Keyed): boolean {
    if (entry.announcedVersion >= entry.version) return false;
    entry.announcedVersion = entry.version;
    emit(key, {
      kind: 'keyed',
      topic: entry.topic,
      event: entry.event,
      data: entry.data,
      version: entry.version,
    });
    return true;
  }

  function logOf(key: string): LogTail {
    const known = logs.get(key);
    if (known !== undefined) return known;
    const fresh: LogTail = { offset: 0, events: [] };
    logs.set(key, fresh);
    return fresh;
  }

  function replayFrom(log: LogTail | undefined, since: LogPosition | undefined): LogReplay {
    const position = { epoch, offset: log?.offset ?? 0 };
    if (since === undefined) return { recovered: true, position, events: [] };
    const missed = position.offset - since.offset;
    const recovered = since.epoch === epoch && missed >= 0 && missed <= (log?.events.length ?? 0);
    const events = recovered && missed > 0 && log !== undefined ? log.events.slice(-missed) : [];
    return { recovered, position, events };
  }

  return {
    async set(changes) {
      return changes.map(setOne);
    },
    async announce(topic) {
      const key = topicKey(topic);
      const entry = keyed.get(key);
      return entry !== undefined && announceEntry(key, entry);
    },
    async seed(states) {
      for (const { topic, ...state } of states) {
        const key = topicKey(topic);
        const current = keyed.get(key);
        if (current !== undefined && state.version <= current.version) continue;
        // Followers who had an earlier version have not had this one: an `announce` under way still tells them.
        store(key, topic, state, current?.announcedVersion ?? state.version);
      }
    },
    async get(topic) {
      return keyed.get(topicKey(topic));
    },
    async list(tenant, family) {
      return [...(families.get(`${tenant}/${family}`) ?? [])];
    },
    async append(topic, event, data) {
      const key = topicKey(topic);
      const log = logOf(key);
      log.offset += 1;
      const entry: LiveEvent = { kind: 'log', topic, event, data, epoch, offset: log.offset };
      log.events.push(entry);
      if (log.events.length > logTail) log.events.shift();
      emit(key, entry);
      return { epoch, offset: log.offset };
    },
    async replay(topic, since) {
      return replayFrom(logs.get(topicKey(topic)), since);
    },
    async subscribe(topic, listener) {
      const key = topicKey(topic);
      const set = listeners.get(key) ?? new Set();
      // Wrapped, so that the same function subscribed twice is two subscriptions.
      const own: LiveListener = (event) => listener(event);
      listeners.set(key, set.add(own));
      return async () => {
        set.delete(own);
        if (set.size === 0 && listeners.get(key) === set) listeners.delete(key);
      };
    },
    async close() {
      listeners.clear();
    },
  };
}
