import type { RoadObservation } from '@waycast/contract';
import type { Queue, Rejected } from './batch.ts';
import { BatchSender } from './batch-sender.ts';
import { createMemoryQueue } from './memory-queue.ts';
import type { ReporterOptions, ReporterStatus } from './reporter.ts';

/** Observations kept by default: some hours of driving at one every two seconds. */
const DEFAULT_CAPACITY = 10_000;

/** What a phone found on the road; without a timestamp it is stamped when it is reported. */
export type ObservationInput = Omit<RoadObservation, 'timestamp'> & { readonly timestamp?: string };

export interface RoadReporterOptions extends Omit<ReporterOptions, 'queue'> {
  /** Where observations wait; default in memory, 10 000 of them. */
  readonly queue?: Queue<RoadObservation>;
}

/** Sends a phone's observations of roads in batches and keeps what was not acknowledged. */
export interface RoadReporter {
  readonly status: ReporterStatus;
  onStatus(listener: (status: ReporterStatus) => void): () => void;
  onRejected(listener: (rejected: readonly Rejected<RoadObservation>[]) => void): () => void;
  /** Queues an observation and starts sending. Resolves once it is queued. */
  report(observation: ObservationInput): Promise<void>;
  /** Tries now, whatever the back-off says. Resolves when the queue is empty or the attempt failed. */
  flush(): Promise<void>;
  /** Stops sending. What is queued stays in the queue. */
  close(): void;
}

/**
 * Makes a reporter of observations, which at once sends what its queue still holds from last time. Sending one twice
 * is safe: of a device and time the server keeps one. Throws as `createReporter` does.
 */
export function createRoadReporter(options: RoadReporterOptions): RoadReporter {
  const { queue = createMemoryQueue<RoadObservation>(DEFAULT_CAPACITY), ...rest } = options;
  const sender = new BatchSender(rest, queue, { name: 'postObservations', field: 'observations' });
  return {
    get status() {
      return sender.status;
    },
    onStatus: (listener) => sender.onStatus(listener),
    onRejected: (listener) => sender.onRejected(listener),
    report: ({ timestamp = new Date().toISOString(), ...observation }) =>
      sender.add({ timestamp, ...observation }),
    flush: () => sender.flush(),
    close: () => sender.close(),
  };
}
