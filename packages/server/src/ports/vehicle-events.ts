import type { Finding } from './findings.ts';

/**
 * `opened` and `closed` as it happened (what begins and ends at once is only `closed`); `changed`: what had been told
 * turned out otherwise because a fix came late; `withdrawn`: it never was. The growth of what is open is not told.
 */
export type VehicleEventAction = 'opened' | 'changed' | 'closed' | 'withdrawn';

/** What is to be told of a finding. */
export interface VehicleEvent {
  /** Ascends in the order of telling; the same for whoever reads it again. */
  readonly id: number;
  readonly tenant: string;
  readonly vehicleId: string;
  readonly action: VehicleEventAction;
  /** Device time of what it tells, epoch milliseconds: the start when it opens, the end when it closes. */
  readonly at: number;
  /** Found out too long after it could have been, or changed or withdrawn by a fix that came late: alarms nobody. */
  readonly late: boolean;
  /** As it is now; of one withdrawn, as it was. */
  readonly finding: Finding;
}

/**
 * The outbox of findings: an event is written in the transaction that changes the finding. Promises:
 * - E1 Every reader (a name that all servers share) is given every event, by ascending id, from its first `read` on.
 * - E2 A reader's events are handled by one server at a time, and again from the first unacknowledged when that
 *   server dies over them or `handle` rejects: a handler makes repeats harmless by the event's id.
 * - E3 No transaction is open while `handle` runs; it may use the database as it likes. A server
 *   that dies over it is noticed within 15 s.
 * - E4 Events that nobody has read for a week are removed.
 */
export interface VehicleEvents {
  /**
   * Handles what is next for the reader, at most `limit` events in one call of `handle`. Resolves to how many: 0 when
   * there are none, or another server has them in hand. Rejects with what `handle` rejects with, or `unavailable`.
   */
  read(
    reader: string,
    limit: number,
    handle: (events: readonly VehicleEvent[]) => Promise<void>,
  ): Promise<number>;
  /**
   * Called after this server has written some; what others write is seen by asking every few seconds. The returned
   * function ends it.
   */
  onWritten(listener: () => void): () => void;
}
