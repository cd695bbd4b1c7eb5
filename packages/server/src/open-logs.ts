import type { Closers } from './closers.ts';
import { Relay } from './kernel/relay.ts';
import { createStoredLogs } from './kernel/stored-logs.ts';
import { traceLive } from './kernel/traces/trace-live.ts';
import type { Clock } from './ports/clock.ts';
import type { Live } from './ports/live.ts';
import type { Log } from './ports/log.ts';
import type { Tracing } from './ports/tracing.ts';
import type { Storage } from './storage.ts';

export interface LogsParts {
  readonly store: Pick<Storage, 'orderLog' | 'conversationLog' | 'transactionOutbox'>;
  readonly live: Live;
  readonly clock: Clock;
  readonly log: Log;
  readonly tracing: Tracing | undefined;
}

/** Live with the logs that the database numbers; what transactions decide is told until the closers run. */
export function openLogs({ store, live: carrying, tracing, ...parts }: LogsParts, closers: Closers) {
  const live = createStoredLogs({ ...parts, live: carrying, logs: [store.orderLog, store.conversationLog] });
  const traced = tracing === undefined ? live : traceLive(live, tracing);
  const relay = new Relay({ ...parts, live: traced, outbox: store.transactionOutbox });
  closers.push(
    () => live.close(),
    () => relay.close(),
  );
  return { live };
}
