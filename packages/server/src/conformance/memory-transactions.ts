import { type Topic, topicKey, WaycastError } from '@waycast/contract';
import type { Clock } from '../ports/clock.ts';
import type { StoredLog, StoredLogEvent } from '../ports/stored-logs.ts';
import type { OutboxMessage, TransactionOutbox } from '../ports/transaction-outbox.ts';

/** A server has its messages to itself for this long (X2). */
const OWN_MS = 5_000;

interface Row {
  readonly message: OutboxMessage;
  takenUntil: number;
}

/** What one server commits, and its side of the outbox. */
export interface MemoryServer {
  readonly outbox: TransactionOutbox;
  /** One event of a log that the database numbers. `dying`: nobody here is told of it. */
  commit(topic: Topic, data: object, fate?: 'dying'): OutboxMessage;
  /** A message that live numbers. */
  write(topic: Topic, event: string, data: object): OutboxMessage;
}

/** A database of orders in memory, with its log and outbox, which several servers may use and which may be away. */
export class MemoryTransactions {
  readonly epoch = 'memory';
  away = false;
  /** Called, and awaited, before each question: it takes as long. */
  onRead: () => Promise<void> = async () => undefined;
  readonly #clock: Clock;
  readonly #logs = new Map<string, StoredLogEvent[]>();
  readonly #rows = new Map<number, Row>();
  #lastId = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Messages that are not told yet. */
  get untold(): number {
    return this.#rows.size;
  }

  readonly log: StoredLog = {
    family: 'order',
    position: async (topic) => {
      await this.#reach();
      return { epoch: this.epoch, offset: this.events(topic).length };
    },
    after: async (topic, offset, limit) => {
      await this.#reach();
      return this.events(topic)
        .filter((event) => event.offset > offset)
        .slice(0, limit);
    },
  };

  /** Everything in a log. */
  events(topic: Topic): readonly StoredLogEvent[] {
    return this.#logs.get(topicKey(topic)) ?? [];
  }

  server(): MemoryServer {
    const listeners = new Set<(messages: readonly OutboxMessage[]) => void>();
    const put = (message: Omit<OutboxMessage, 'id'>, fate?: 'dying'): OutboxMessage => {
      this.#lastId += 1;
      const written = { id: this.#lastId, ...message };
      this.#rows.set(written.id, { message: written, takenUntil: this.#clock.now() + OWN_MS });
      if (fate === undefined) for (const listener of listeners) listener([written]);
      return written;
    };
    return {
      commit: (topic, data, fate) => put(this.#append(topic, 'order:update', data), fate),
      write: (topic, event, data) => put({ topic, event, data, position: null }),
      outbox: {
        onWritten(listener) {
          listeners.add(listener);
          return () => listeners.delete(listener);
        },
        take: async (limit) => {
          await this.#reach();
          return this.#take(limit);
        },
        told: async (ids) => {
          await this.#reach();
          for (const id of ids) this.#rows.delete(id);
        },
      },
    };
  }

  #append(topic: Topic, event: string, data: object): Omit<OutboxMessage, 'id'> {
    const offset = this.events(topic).length + 1;
    this.#logs.set(topicKey(topic), [...this.events(topic), { offset, event, data }]);
    return { topic, event, data, position: { epoch: this.epoch, offset } };
  }

  #take(limit: number): OutboxMessage[] {
    const now = this.#clock.now();
    const free = [...this.#rows.values()].filter(({ takenUntil }) => takenUntil <= now).slice(0, limit);
    for (const row of free) row.takenUntil = now + OWN_MS;
    return free.map(({ message }) => message);
  }

  async #reach(): Promise<void> {
    await this.onRead();
    if (this.away) throw new WaycastError('unavailable', 'the database cannot be reached');
  }
}
