import type { Clock } from '../../../ports/clock.ts';
import type { Log } from '../../../ports/log.ts';
import type { Settlements } from '../../../ports/settlements.ts';
import type { Settler } from './settler.ts';

const SWEEP_INTERVAL_MS = 60_000;
const SWEEPS_PER_PRUNING = 60;
const DAY_MS = 86_400_000;
const EVENTS_KEPT_MS = 7 * DAY_MS;

export interface KeepSettledParts {
  readonly settler: Pick<Settler, 'sweepSilent'>;
  readonly settlements: Pick<Settlements, 'prune'>;
  readonly clock: Clock;
  readonly log: Log;
  /** HISTORY_RETENTION_DAYS. */
  readonly checkpointDays: number;
  /** AGGREGATE_RETENTION_DAYS. */
  readonly findingDays: number;
  /** What else is looked for each minute. */
  readonly alsoSweep?: () => Promise<void>;
}

/** Looks each minute for what no stored fix tells: silence; and once an hour for what is old. Returns what ends it. */
export function keepSettled(parts: KeepSettledParts): () => Promise<void> {
  const { settler, clock, log } = parts;
  let sweeps = 0;
  let sweeping: Promise<void> = Promise.resolve();
  let ended = false;
  let cancel = clock.after(SWEEP_INTERVAL_MS, sweepAndGoOn);

  function sweepAndGoOn(): void {
    sweeping = sweep()
      .catch((error) => log.debug({ err: error }, 'could not look for silent vehicles; trying again'))
      .then(pruneHourly)
      .catch((error) =>
        log.warn(
          { err: error },
          'could not remove old findings, events and checkpoints; trying again in an hour',
        ),
      )
      .then(() => {
        cancel = clock.after(SWEEP_INTERVAL_MS, sweepAndGoOn);
      });
  }

  async function sweep(): Promise<void> {
    await settler.sweepSilent();
    await parts.alsoSweep?.();
  }

  async function pruneHourly(): Promise<void> {
    const isTime = sweeps % SWEEPS_PER_PRUNING === 0;
    sweeps += 1;
    while (isTime && !ended && (await prune(parts)));
  }

  return async () => {
    ended = true;
    cancel();
    await sweeping;
    cancel();
  };
}

function prune({ settlements, clock, checkpointDays, findingDays }: KeepSettledParts): Promise<boolean> {
  const now = clock.now();
  return settlements.prune({
    checkpoints: now - checkpointDays * DAY_MS,
    findings: now - findingDays * DAY_MS,
    events: now - EVENTS_KEPT_MS,
  });
}
