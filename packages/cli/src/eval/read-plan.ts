import type { LatLng } from '@waycast/geo';
import type { StopToFind } from '@waycast/server/evaluate-arrivals';
import { CommandFailure } from '../failure.ts';
import { placeOf, type ReadFeature, readFeatures } from './read-json.ts';

const IDS = ['stop_id', 'stopId', 'id', 'stop_code', 'code', 'ref'];
const NAMES = ['stop_name', 'stopName', 'name'];
const SEQUENCES = ['stop_sequence', 'stopSequence', 'sequence', 'order'];

/** The stops of a GeoJSON file, in the order of the drive: by their sequence property, else as they stand there. */
export async function readStops(file: string, radiusM: number): Promise<readonly StopToFind[]> {
  const points = (await readFeatures(file)).filter(({ type }) => type === 'Point');
  if (points.length < 2)
    throw new CommandFailure(`${file} has ${points.length} Points; stops are at least two.`);
  const numbered = points.every(({ properties }) => sequenceOf(properties) !== undefined);
  const stops = points.map((point, index) => stopOf(point, numbered ? undefined : index + 1, radiusM));
  stops.sort((a, b) => a.sequence - b.sequence);
  const twice = stops.find(({ sequence }, index) => sequence === stops[index + 1]?.sequence);
  if (twice !== undefined)
    throw new CommandFailure(
      `${file} has two stops with the sequence number ${twice.sequence}; each needs its own.`,
    );
  return stops;
}

function stopOf(
  { where, coordinates, id, properties }: ReadFeature,
  index: number | undefined,
  radiusM: number,
) {
  const sequence = index ?? sequenceOf(properties) ?? 0;
  const stopId = textOf(properties, IDS) ?? (id === undefined ? String(sequence) : String(id));
  return {
    ...placeOf(coordinates, where),
    stopId,
    name: textOf(properties, NAMES) ?? stopId,
    sequence,
    radiusM,
  };
}

/** The first line of a GeoJSON file. */
export async function readLine(file: string): Promise<readonly LatLng[]> {
  const line = (await readFeatures(file)).find(
    ({ type }) => type === 'LineString' || type === 'MultiLineString',
  );
  if (line === undefined) throw new CommandFailure(`${file} has no LineString; a route is one.`);
  const { type, coordinates, where } = line;
  const positions: unknown =
    type === 'MultiLineString' && Array.isArray(coordinates) ? coordinates.flat() : coordinates;
  if (!Array.isArray(positions) || positions.length < 2)
    throw new CommandFailure(`${where} is a line of fewer than two positions.`);
  return positions.map((position: unknown) => placeOf(position, where));
}

function sequenceOf(properties: Readonly<Record<string, unknown>>): number | undefined {
  const text = textOf(properties, SEQUENCES);
  const sequence = text === undefined ? Number.NaN : Number(text);
  return Number.isFinite(sequence) ? sequence : undefined;
}

function textOf(properties: Readonly<Record<string, unknown>>, names: readonly string[]): string | undefined {
  const value = names
    .map((name) => properties[name])
    .find((one) => one !== undefined && one !== null && one !== '');
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
}
