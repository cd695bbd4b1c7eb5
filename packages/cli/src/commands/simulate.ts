import { createFleet } from '../fleet/create-fleet.ts';
import { driveFleet } from '../fleet/drive-fleet.ts';
import { createFleetReporters, type FleetStatus } from '../fleet/reporters.ts';
import { accessTo } from '../sending/server-access.ts';

/** What `waycast simulate` takes. */
export interface SimulateOptions {
  readonly url?: string;
  readonly token?: string;
  readonly vehicles: number;
  /** Milliseconds. */
  readonly interval: number;
  readonly seed: number;
  /** Seconds. */
  readonly duration?: number;
}

const STATUS_INTERVAL_MS = 1000;
/** Where standard error is no terminal, a line each so many seconds is enough. */
const LOG_EVERY = 10;

/** Drives a fleet against a server until the time is over or a signal comes. The exit code is 1 when fixes were refused or lost. */
export async function simulate({
  vehicles,
  interval,
  seed,
  duration,
  ...given
}: SimulateOptions): Promise<void> {
  const access = await accessTo(given);
  const reporters = createFleetReporters(access, vehicles);
  const fleet = createFleet({ vehicles, seed });
  process.stderr.write(
    `${vehicles} vehicles report to ${access.url} every ${interval} ms. Ctrl-C ends it.\n`,
  );
  const stopDriving = driveFleet({ vehicles: fleet, intervalMs: interval, report: reporters.report });
  const stopStatus = showStatus(reporters.status);
  await endOrSignal(duration);
  stopDriving();
  await reporters.flush();
  stopStatus();
  reporters.close();
  const status = reporters.status();
  process.stdout.write(`${describe(status)}\n`);
  if (status.rejected + status.dropped + status.queued > 0) process.exitCode = 1;
}

function endOrSignal(durationS: number | undefined): Promise<void> {
  return new Promise((resolve) => {
    const timer = durationS === undefined ? undefined : setTimeout(end, durationS * 1000);
    function end(): void {
      clearTimeout(timer);
      process.off('SIGINT', end);
      process.off('SIGTERM', end);
      resolve();
    }
    process.once('SIGINT', end);
    process.once('SIGTERM', end);
  });
}

function showStatus(status: () => FleetStatus): () => void {
  const { stderr } = process;
  let seconds = 0;
  const timer = setInterval(() => {
    seconds++;
    if (stderr.isTTY) stderr.write(`\r\u001b[K${describe(status())}`);
    else if (seconds % LOG_EVERY === 0) stderr.write(`${describe(status())}\n`);
  }, STATUS_INTERVAL_MS);
  return () => {
    clearInterval(timer);
    if (stderr.isTTY) stderr.write('\r\u001b[K');
  };
}

function describe({ accepted, rejected, queued, dropped, error }: FleetStatus): string {
  const number = (value: number): string => value.toLocaleString('en-US');
  const counts = `accepted ${number(accepted)}, rejected ${number(rejected)}, waiting ${number(queued)}, lost ${number(dropped)}`;
  return error === undefined ? counts : `${counts} | ${error}`;
}
