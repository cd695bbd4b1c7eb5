import { basename } from 'node:path';
import { UsageError } from '../failure.ts';
import { readText } from '../read-text.ts';
import { startsLikeGzip } from '../starts-like-gzip.ts';
import { readCsv } from './read-csv.ts';
import { readGeoJson } from './read-geojson.ts';
import { readGpx } from './read-gpx.ts';
import { readNmea } from './read-nmea.ts';
import type { Finding, Reader, ReadingOptions } from './recording.ts';

const READERS: Readonly<Record<RecordingFormat, Reader>> = {
  gpx: readGpx,
  geojson: readGeoJson,
  nmea: readNmea,
  csv: readCsv,
};
const EXTENSIONS: Readonly<Record<string, RecordingFormat>> = {
  gpx: 'gpx',
  geojson: 'geojson',
  json: 'geojson',
  nmea: 'nmea',
  nma: 'nmea',
  csv: 'csv',
  tsv: 'csv',
};

export type RecordingFormat = 'gpx' | 'geojson' | 'nmea' | 'csv';

/** Checks the value of `--format`. Throws UsageError for an unknown one. */
export function parseFormat(text: string | undefined): RecordingFormat | undefined {
  if (text === undefined || text === 'gpx' || text === 'geojson' || text === 'nmea' || text === 'csv')
    return text;
  throw new UsageError(`--format takes ${Object.keys(READERS).join(', ')}; "${text}" is none.`);
}

/** An id made of a file's name: without its extensions, other characters replaced by `-`. */
export function vehicleIdOfFile(path: string): string {
  const name = basename(path).replace(/(\.(gz|gpx|geojson|json|nmea|nma|csv|tsv|txt|log))+$/i, '');
  return (
    name
      .replace(/[^A-Za-z0-9._~@-]+/g, '-')
      .replace(/^-+|-+$/g, '')
      .slice(0, 128) || 'vehicle'
  );
}

/**
 * Reads a recording, gunzipped if need be. Rejects with CommandFailure when the file cannot be opened; a file that
 * breaks off is a flaw, and what came before counts.
 */
export async function* readRecording(
  path: string,
  format: RecordingFormat | undefined,
  options: Omit<ReadingOptions, 'fallbackVehicleId'>,
): AsyncIterable<Finding> {
  const isGzipped = await startsLikeGzip(path);
  const broken: { reason?: string } = {};
  const text = readText(path, isGzipped, broken);
  const pieces = text[Symbol.asyncIterator]();
  const first = await pieces.next();
  const start = first.done ? '' : first.value;
  const reader = READERS[format ?? formatByName(path) ?? formatByContent(start)];
  yield* reader(joined(start, pieces), { ...options, fallbackVehicleId: vehicleIdOfFile(path) });
  if (broken.reason !== undefined) yield { flaw: { where: 'file', reason: broken.reason } };
}

async function* joined(start: string, rest: AsyncIterator<string>): AsyncIterable<string> {
  yield start;
  for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value;
}

function formatByName(path: string): RecordingFormat | undefined {
  const extension = /\.([a-z]+)$/.exec(path.toLowerCase().replace(/\.gz$/, ''))?.[1];
  return extension === undefined || !Object.hasOwn(EXTENSIONS, extension) ? undefined : EXTENSIONS[extension];
}

function formatByContent(start: string): RecordingFormat {
  const text = start.replace(/^\uFEFF/, '').trimStart();
  if (text.startsWith('<')) return 'gpx';
  if (text.startsWith('{')) return 'geojson';
  return /^[$!]|\$G[A-Z](RMC|GGA),/.test(text.slice(0, 4096)) ? 'nmea' : 'csv';
}
