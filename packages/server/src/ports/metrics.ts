/** Why something did not go out or in. */
export type DropReason = 'conflated' | 'overflow' | 'closed';

/** Where the time of a delivery starts: at this server's own publish, or when another's message arrived. */
export type DeliveryStart = 'publish' | 'arrival';

/** Counters that the kernel keeps; an adapter exposes them. None of these may throw or wait. */
export interface Metrics {
  /** A fix was judged: `accepted` or the error code it was refused with. */
  ingested(verdict: string, count?: number): void;
  /** A topic's event went to the hub. */
  broadcast(family: string): void;
  /** Frames handed to sockets. */
  delivered(count: number): void;
  dropped(reason: DropReason, count?: number): void;
  /** All of this server's followers that take it at once have been handed an event. */
  deliveredAfter(since: DeliveryStart, seconds: number): void;
  /** A command was answered: its name and `ok` or the error code. */
  commanded(command: string, outcome: string): void;
  connected(transport: string, delta: 1 | -1): void;
}
