import { createReporter, type Reporter } from '@waycast/client';
import type { FixInput } from '@waycast/contract';
import { messageOf } from '../failure.ts';
import type { ServerAccess } from '../sending/server-access.ts';

/** Sends a fleet's fixes through several devices' worth of queues. */
export interface FleetReporters {
  report(fixes: readonly FixInput[]): void;
  /** Sums over all queues; `error` is the newest failure that is not over yet. */
  status(): FleetStatus;
  /** Tries to send what waits. Resolves when all is sent or an attempt failed. */
  flush(): Promise<void>;
  close(): void;
}

/** Counts since the start. */
export interface FleetStatus {
  readonly accepted: number;
  readonly rejected: number;
  readonly queued: number;
  readonly dropped: number;
  readonly error: string | undefined;
}

/** Vehicles that share a queue: enough for full batches, few enough to send several at a time. */
const VEHICLES_PER_QUEUE = 500;
const QUEUES_MAX = 8;

/** Each vehicle keeps to one queue, so that its fixes stay in order. */
export function createFleetReporters(access: ServerAccess, vehicles: number): FleetReporters {
  const count = Math.min(QUEUES_MAX, Math.ceil(vehicles / VEHICLES_PER_QUEUE));
  const reporters = Array.from({ length: count }, () => createReporter({ ...access, batchMax: 1000 }));
  const queueOf = new Map<string, Reporter>();
  let refusal: string | undefined;
  for (const reporter of reporters) {
    reporter.onRejected(([first]) => {
      if (first !== undefined) refusal = `${first.fix.vehicleId}: ${first.message} (${first.code})`;
    });
  }
  function reporterFor(vehicleId: string): Reporter | undefined {
    const known = queueOf.get(vehicleId) ?? reporters[queueOf.size % reporters.length];
    if (known !== undefined) queueOf.set(vehicleId, known);
    return known;
  }
  const sum = (read: (status: Reporter['status']) => number): number =>
    reporters.reduce((total, { status }) => total + read(status), 0);
  return {
    report(fixes) {
      for (const fix of fixes) {
        reporterFor(String(fix.vehicleId))
          ?.report(fix)
          .catch((error: unknown) => {
            refusal = messageOf(error);
          });
      }
    },
    status: () => ({
      accepted: sum(({ accepted }) => accepted),
      rejected: sum(({ rejected }) => rejected),
      queued: sum(({ queued }) => queued),
      dropped: sum(({ dropped }) => dropped),
      error:
        reporters.map(({ status }) => status.error?.message).find((message) => message !== undefined) ??
        refusal,
    }),
    async flush() {
      await Promise.all(reporters.map((reporter) => reporter.flush()));
    },
    close() {
      for (const reporter of reporters) reporter.close();
    },
  };
}
