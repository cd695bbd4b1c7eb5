import { createConnection } from '@waycast/client';
import { isId } from '@waycast/contract';
import { CommandFailure, UsageError } from '../failure.ts';
import { parsePairs, speedFactor } from '../replay/fields.ts';
import { parseFormat } from '../replay/open-recording.ts';
import { type Recording, readAll } from '../replay/read-all.ts';
import { createPace } from '../sending/pace.ts';
import { createProgress } from '../sending/progress.ts';
import { createTally, rejectedIn, sendAll, settled, type Tally } from '../sending/send-all.ts';
import { accessTo } from '../sending/server-access.ts';

/** What `waycast replay` takes. */
export interface ReplayOptions {
  readonly url?: string;
  readonly token?: string;
  readonly vehicle?: string;
  readonly speed: number | 'max';
  readonly restamp?: true;
  readonly map?: string;
  readonly speedUnit: string;
  readonly format?: string;
  /** Seconds. */
  readonly patience: number;
  readonly lenient?: true;
}

/** Batches under way at a time: enough to keep a server busy, few enough to leave it room. */
const CONCURRENCY = 4;

/** Reads the files, sends what they hold, and says what became of it. The exit code is 1 when not all was accepted. */
export async function replay(files: readonly string[], options: ReplayOptions): Promise<void> {
  if (options.vehicle !== undefined && !isId(options.vehicle)) {
    throw new UsageError(`--vehicle takes 1–128 of A-Z a-z 0-9 . _ ~ @ -; "${options.vehicle}" is none.`);
  }
  const reading = {
    vehicleId: options.vehicle,
    speedFactor: speedFactor(options.speedUnit),
    columns: parsePairs(options.map),
  };
  const recording = await readAll(files, parseFormat(options.format), reading);
  tellFlaws(recording);
  if (recording.fixes.length === 0)
    throw new CommandFailure('there is no position to send in what was given.');
  const startedAt = performance.now();
  const tally = createTally();
  const interrupted = await send(recording, tally, options);
  tellOutcome(recording, tally, performance.now() - startedAt);
  if (interrupted) process.exitCode = 130;
  else if (!options.lenient && recording.flaws + rejectedIn(tally) > 0) process.exitCode = 1;
}

/** Resolves to whether Ctrl-C ended it early. */
async function send({ fixes }: Recording, tally: Tally, options: ReplayOptions): Promise<boolean> {
  const connection = createConnection(await accessTo(options));
  const stop = new AbortController();
  let interrupted = false;
  const onSignal = (): void => {
    interrupted = true;
    stop.abort();
  };
  process.once('SIGINT', onSignal);
  process.once('SIGTERM', onSignal);
  const progress = createProgress(fixes.length);
  try {
    const pace = createPace(fixes, {
      speed: options.speed,
      restamp: options.restamp === true,
      signal: stop.signal,
    });
    await sendAll(pace, tally, {
      post: (updates) => connection.http.reportBatch({ updates: [...updates] }, { signal: stop.signal }),
      signal: stop.signal,
      abort: () => stop.abort(),
      concurrency: CONCURRENCY,
      progress: { lastAt: Date.now() },
      patienceMs: options.patience * 1000,
      onWait: progress.wait,
      onProgress: (now) => progress.update(settled(now)),
    });
    return false;
  } catch (error) {
    if (interrupted) return true;
    throw error;
  } finally {
    progress.stop();
    connection.close();
    process.off('SIGINT', onSignal);
    process.off('SIGTERM', onSignal);
  }
}

function tellFlaws({ flaws, firstFlaws }: Recording): void {
  for (const { file, where, reason } of firstFlaws) process.stderr.write(`${file}, ${where}: ${reason}\n`);
  if (flaws > firstFlaws.length)
    process.stderr.write(`… and ${number(flaws - firstFlaws.length)} more that are no positions\n`);
}

function tellOutcome({ fixes, vehicles, flaws }: Recording, tally: Tally, ms: number): void {
  const lines = [
    `${number(settled(tally))} of ${number(fixes.length)} fixes of ${number(vehicles)} ${vehicles === 1 ? 'vehicle' : 'vehicles'} sent in ${(ms / 1000).toFixed(1)} s`,
    `  accepted  ${number(tally.accepted)}`,
    ...[...tally.rejected].map(
      ([code, { count, example }]) => `  rejected  ${number(count)} ${code}: ${example}`,
    ),
    ...(flaws > 0 ? [`  not sent  ${number(flaws)} that are no positions`] : []),
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
}

function number(value: number): string {
  return value.toLocaleString('en-US');
}
