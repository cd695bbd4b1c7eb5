import type { Finding, Reader, ReadingOptions, RecordedFix } from '../../src/replay/recording.ts';

/** Defaults of a reading whose file is called `file.ext`. */
const READING: ReadingOptions = {
  vehicleId: undefined,
  fallbackVehicleId: 'file',
  speedFactor: 1,
  columns: [],
};

/** Reads a text, in pieces of `size` characters. */
export async function read(
  reader: Reader,
  text: string,
  options: Partial<ReadingOptions> = {},
  size = 7,
): Promise<Finding[]> {
  const findings: Finding[] = [];
  for await (const finding of reader(pieces(text, size), { ...READING, ...options })) findings.push(finding);
  return findings;
}

/** Only the positions. */
export function fixesOf(findings: readonly Finding[]): RecordedFix[] {
  return findings.flatMap((finding) => ('fix' in finding ? [finding.fix] : []));
}

/** Only the flaws, each as `where: reason`. */
export function flawsOf(findings: readonly Finding[]): string[] {
  return findings.flatMap((finding) =>
    'flaw' in finding ? [`${finding.flaw.where}: ${finding.flaw.reason}`] : [],
  );
}

async function* pieces(text: string, size: number): AsyncIterable<string> {
  for (let at = 0; at < text.length; at += size) yield text.slice(at, at + size);
}
