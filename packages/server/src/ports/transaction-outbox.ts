import type { Topic } from '@waycast/contract';
import type { LogPosition } from './live.ts';

/** What a transaction has decided to tell. */
export interface OutboxMessage {
  /** Ascends as written. */
  readonly id: number;
  readonly topic: Topic;
  readonly event: string;
  readonly data: object;
  /** Of a log whose events the database numbers; null: live numbers it. */
  readonly position: LogPosition | null;
}

/**
 * Messages that were written in the transactions that decided them, until they are told. Rejects with `unavailable`.
 * Promises:
 * - X1 What was committed is told at least once, also when its server dies; in the order written where one server lives.
 * - X2 The server that wrote a message has it to itself for 5 s; afterwards any server takes what is left.
 */
export interface TransactionOutbox {
  /** Called with what this server has just committed. The returned function ends it. */
  onWritten(listener: (messages: readonly OutboxMessage[]) => void): () => void;
  /** Those that their server has not told in time, oldest first; nobody else gets them for 5 s. */
  take(limit: number): Promise<OutboxMessage[]>;
  /** They were told. */
  told(ids: readonly number[]): Promise<void>;
}
