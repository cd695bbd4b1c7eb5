/** Counts what became of deliveries. Never throws or waits. */
export interface AlertMetrics {
  /** An alert was made. */
  made(kind: string): void;
  /** An attempt ended; `seconds` from the making of the alert, of those that were delivered. */
  attempted(channel: 'webhook' | 'push', outcome: 'delivered' | 'retry' | 'dead', seconds: number): void;
}
