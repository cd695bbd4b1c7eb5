import { CommandFailure } from '../failure.ts';
import { type RecordingFormat, readRecording } from './open-recording.ts';
import type { Flaw, ReadingOptions, RecordedFix } from './recording.ts';

/** More fixes than this are not sorted in memory (about 1 GB). */
const MAX_FIXES = 5_000_000;
/** So many flaws are told in full. */
const FLAWS_TOLD = 5;

/** Everything that a set of files holds. */
export interface Recording {
  /** By time; at the same time in the order of files and lines. */
  readonly fixes: readonly RecordedFix[];
  readonly vehicles: number;
  readonly flaws: number;
  /** The first few flaws, each with its file. */
  readonly firstFlaws: readonly (Flaw & { readonly file: string })[];
}

/** Reads files and puts all of their fixes in order of time. Rejects with CommandFailure when they are too many. */
export async function readAll(
  files: readonly string[],
  format: RecordingFormat | undefined,
  options: Omit<ReadingOptions, 'fallbackVehicleId'>,
): Promise<Recording> {
  const fixes: RecordedFix[] = [];
  const firstFlaws: (Flaw & { file: string })[] = [];
  let flaws = 0;
  for (const file of files) {
    for await (const finding of readRecording(file, format, options)) {
      if ('fix' in finding) {
        if (fixes.push(finding.fix) > MAX_FIXES) throw tooMany();
        continue;
      }
      flaws++;
      if (firstFlaws.length < FLAWS_TOLD) firstFlaws.push({ ...finding.flaw, file });
    }
  }
  fixes.sort((a, b) => a.time - b.time);
  return { fixes, vehicles: new Set(fixes.map(({ vehicleId }) => vehicleId)).size, flaws, firstFlaws };
}

function tooMany(): CommandFailure {
  const limit = MAX_FIXES.toLocaleString('en-US');
  return new CommandFailure(
    `more than ${limit} fixes are not sorted in memory; replay them day by day, one file each.`,
  );
}
