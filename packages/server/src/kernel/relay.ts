import { topicKey } from '@waycast/contract';
import type { Clock } from '../ports/clock.ts';
import type { Live } from '../ports/live.ts';
import type { Log } from '../ports/log.ts';
import type { OutboxMessage, TransactionOutbox } from '../ports/transaction-outbox.ts';
import { createNoteFailure } from './log-seldom.ts';
import { OwnMessages } from './own-messages.ts';
import { ToldMessages } from './told-messages.ts';
import { isUnavailable } from './unavailable.ts';

// From the transactions that decided something to live:
//
//   committed here ──▶ OwnMessages ──carry, append──▶ told ──in groups──▶ outbox
//                          └─could not be told for 4.5 s──▶ forgotten here
//   left in the outbox, by a server that died or could not tell ──each second──▶ sweep ──carry, append──▶ told

const SWEEP_MS = 1_000;
/** While the database is away, and while live is. */
const MAX_SWEEP_MS = { database: 5_000, live: 30_000 } as const;
const BATCH = 500;
/** Batches of one sweep while live is away: what cannot be told must not hide what can. */
const MAX_BATCHES = 20;

export interface RelayParts {
  readonly outbox: TransactionOutbox;
  readonly live: Pick<Live, 'append' | 'carry'>;
  readonly clock: Clock;
  readonly log: Log;
}

/** Tells live what transactions have decided, at least once: at once where they were committed, else within seconds. */
export class Relay {
  readonly #parts: RelayParts;
  readonly #own: OwnMessages;
  readonly #told: ToldMessages;
  readonly #noteFailure: (error: unknown) => void;
  readonly #endWritten: () => void;
  #sweepMs = SWEEP_MS;
  #cancelSweep: (() => void) | undefined;
  #sweeping: Promise<void> | undefined;
  #closed = false;

  constructor(parts: RelayParts) {
    const { outbox, clock, log } = parts;
    this.#parts = parts;
    const message = 'could not tell what was committed; it is kept in the database and tried again';
    this.#noteFailure = createNoteFailure(clock, log, message);
    this.#own = new OwnMessages(clock, (written) => this.#tell(written));
    this.#told = new ToldMessages(outbox, clock, this.#noteFailure);
    this.#endWritten = outbox.onWritten((messages) => this.#own.take(messages));
    this.#sweepLater();
  }

  /** Messages of this server that are not told yet. */
  get waiting(): number {
    return this.#own.size;
  }

  /** What is not told by then is left to other servers, or to the next start. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#endWritten();
    this.#cancelSweep?.();
    await this.#own.close();
    await this.#sweeping;
    await this.#told.close();
  }

  /** Whether it is done with: told, or impossible to tell. */
  async #tell(message: OutboxMessage): Promise<boolean> {
    const { id, topic, event, data, position } = message;
    const { live, log } = this.#parts;
    try {
      if (position === null) await live.append(topic, event, data);
      else await live.carry(topic, event, data, position);
    } catch (error) {
      if (isUnavailable(error)) {
        this.#noteFailure(error);
        return false;
      }
      log.error({ err: error, topic: topicKey(topic), event, id }, 'live refuses a message; it is dropped');
    }
    this.#told.add(id);
    return true;
  }

  #sweepLater(): void {
    if (this.#closed) return;
    this.#cancelSweep = this.#parts.clock.after(this.#sweepMs, () => {
      this.#sweeping = this.#sweep().finally(() => {
        this.#sweeping = undefined;
        this.#sweepLater();
      });
    });
  }

  async #sweep(): Promise<void> {
    try {
      const allTold = await this.#tellAllLeft();
      this.#sweepMs = allTold ? SWEEP_MS : Math.min(this.#sweepMs * 2, MAX_SWEEP_MS.live);
    } catch (error) {
      this.#noteFailure(error);
      this.#sweepMs = Math.min(this.#sweepMs * 2, MAX_SWEEP_MS.database);
    }
  }

  async #tellAllLeft(): Promise<boolean> {
    let allTold = true;
    for (let batches = 0; batches < MAX_BATCHES && !this.#closed; batches++) {
      await this.#told.flush();
      const left = await this.#parts.outbox.take(BATCH);
      allTold = (await this.#tellLeft(left)) && allTold;
      if (left.length < BATCH) break;
    }
    return allTold;
  }

  /** Topic by topic, each in the order written; where one cannot be told, those after it are left too. */
  async #tellLeft(left: readonly OutboxMessage[]): Promise<boolean> {
    const lines = new Map<string, Promise<boolean>>();
    for (const message of left) {
      if (this.#own.has(message.id) || this.#told.has(message.id)) continue;
      const key = topicKey(message.topic);
      const before = lines.get(key) ?? Promise.resolve(true);
      lines.set(
        key,
        before.then((told) => told && this.#tell(message)),
      );
    }
    const outcomes = await Promise.all(lines.values());
    return outcomes.every((told) => told);
  }
}
