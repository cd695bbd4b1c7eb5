import type { Topic } from '@waycast/contract';
import type { LogPosition } from './live.ts';

export interface StoredLogEvent {
  readonly offset: number;
  readonly event: string;
  readonly data: object;
}

/**
 * A family of log topics whose events are numbered 1, 2, 3 … by the database, in the transactions that make them.
 * Rejects with `unavailable`.
 */
export interface StoredLog {
  readonly family: Topic['family'];
  /** Where the log stands: offset 0 before the first event. The epoch is that of the database. */
  position(topic: Topic): Promise<LogPosition>;
  /** Events after an offset, in order, `limit` at most. */
  after(topic: Topic, offset: number, limit: number): Promise<StoredLogEvent[]>;
}
