import { createHash } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { ROAD_IMPORT_MAX, WaycastError } from '@waycast/contract';
import { z } from 'zod';

export type LatitudeLongitude = readonly [latitude: number, longitude: number];

/** A road as a file has it: its parts one after the other, in the direction of travel where it is one way. */
export interface RoadLine {
  readonly id: string;
  readonly name: string | null;
  readonly roadClass: string | null;
  readonly oneWay: boolean;
  readonly parts: readonly (readonly LatitudeLongitude[])[];
}

/** Features that are read before others have their turn. */
const PER_TURN = 2000;
const MAX_TEXT = 200;

/**
 * The lines of a GeoJSON FeatureCollection. Rejects with `invalid` that names the first feature that is no line and says
 * why, and with `too_large`.
 */
export async function readLines(geojson: unknown): Promise<RoadLine[]> {
  const features = featuresOf(geojson);
  const lines: RoadLine[] = [];
  const indexOf = new Map<string, number>();
  for (const [index, feature] of features.entries()) {
    const { line, isNamed } = readFeature(feature, index);
    const twin = indexOf.get(line.id);
    if (twin !== undefined && !isNamed) continue;
    if (twin !== undefined)
      throw refusal(
        index,
        `its id ${line.id} is that of features[${twin}]; ids name one line each, or leave them out`,
      );
    indexOf.set(line.id, index);
    lines.push(line);
    if (index % PER_TURN === PER_TURN - 1) await nextTurn();
  }
  return lines;
}

function featuresOf(geojson: unknown): readonly unknown[] {
  const isCollection = isObject(geojson) && geojson['type'] === 'FeatureCollection';
  const features = isCollection ? geojson['features'] : undefined;
  if (!Array.isArray(features))
    throw new WaycastError(
      'invalid',
      'the body takes GeoJSON: {"type": "FeatureCollection", "features": [{"type": "Feature", "geometry": {"type": "LineString", …}, …}]}',
    );
  if (features.length === 0)
    throw new WaycastError(
      'invalid',
      'features is empty: there is no line to import, and the roads are left as they are',
    );
  if (features.length > ROAD_IMPORT_MAX.features)
    throw new WaycastError(
      'too_large',
      `there are ${features.length} features; at most ${ROAD_IMPORT_MAX.features} are taken`,
    );
  return features;
}

/** A line without an id of its own that is there already says nothing new. */
function readFeature(feature: unknown, index: number): { line: RoadLine; isNamed: boolean } {
  if (!isObject(feature) || feature['type'] !== 'Feature')
    throw refusal(index, 'it is no Feature; {"type": "Feature", "geometry": …, "properties": …} is taken');
  const properties = isObject(feature['properties']) ? feature['properties'] : {};
  const parts = partsOf(feature['geometry'], index);
  const way = wayOf(properties);
  const id = idOf(feature['id'], properties);
  const line = {
    id: id ?? contentId(parts),
    name: textOf(properties['name']),
    roadClass: textOf(properties['highway']) ?? textOf(properties['class']),
    oneWay: way !== 'both',
    parts: way === 'backward' ? parts.map((part) => [...part].reverse()).reverse() : parts,
  };
  return { line, isNamed: id !== undefined };
}

function partsOf(geometry: unknown, index: number): LatitudeLongitude[][] {
  const type = isObject(geometry) ? geometry['type'] : undefined;
  const coordinates = isObject(geometry) ? geometry['coordinates'] : undefined;
  if (type === 'LineString') return [lineOf(coordinates, index, 'coordinates')];
  if (type === 'MultiLineString' && Array.isArray(coordinates) && coordinates.length > 0)
    return coordinates.map((part: unknown, at) => lineOf(part, index, `coordinates[${at}]`));
  const found = typeof type === 'string' ? `its geometry is a ${type.slice(0, 40)}` : 'it has no geometry';
  throw refusal(
    index,
    `${found}; LineString and MultiLineString are taken. Leave out of the file what is no road`,
  );
}

function lineOf(coordinates: unknown, index: number, where: string): LatitudeLongitude[] {
  if (!Array.isArray(coordinates)) throw refusal(index, `${where} is no list of [longitude, latitude]`);
  const line: LatitudeLongitude[] = [];
  for (const [at, pair] of coordinates.entries()) {
    const point = pointOf(pair, index, `${where}[${at}]`);
    const last = line.at(-1);
    if (last === undefined || last[0] !== point[0] || last[1] !== point[1]) line.push(point);
  }
  if (line.length < 2)
    throw refusal(
      index,
      `${where} has ${line.length === 0 ? 'no point' : 'one point'}; a line takes two or more that differ`,
    );
  return line;
}

function pointOf(pair: unknown, index: number, where: string): LatitudeLongitude {
  const [longitude, latitude]: unknown[] = Array.isArray(pair) ? pair : [];
  if (typeof longitude !== 'number' || typeof latitude !== 'number')
    throw refusal(
      index,
      `${where} takes [longitude, latitude] in degrees, got ${JSON.stringify(pair)?.slice(0, 60)}`,
    );
  if (Math.abs(latitude) > 90 || Math.abs(longitude) > 180)
    throw refusal(
      index,
      `${where} is [${longitude}, ${latitude}], which is nowhere: longitude takes -180 to 180 and latitude -90 to 90, in degrees of WGS 84. Metres of a map projection have to be converted (EPSG:4326)`,
    );
  return [latitude, longitude];
}

/** Where one may drive, as OpenStreetMap says it. */
function wayOf({ oneway, junction }: Readonly<Record<string, unknown>>): 'both' | 'forward' | 'backward' {
  const text = String(oneway ?? '').toLowerCase();
  if (text === '-1' || text === 'reverse') return 'backward';
  if (['yes', 'true', '1'].includes(text)) return 'forward';
  return junction === 'roundabout' && text === '' ? 'forward' : 'both';
}

const Scalar = z.union([z.string(), z.number()]);

/** `way/4097656` of an OpenStreetMap export is `way-4097656` here: ids have no slashes. */
function idOf(id: unknown, properties: Readonly<Record<string, unknown>>): string | undefined {
  for (const candidate of [id, properties['id'], properties['@id'], properties['osm_id']]) {
    const given = Scalar.safeParse(candidate);
    if (!given.success) continue;
    const text = String(given.data)
      .replace(/[^A-Za-z0-9._@-]/g, '-')
      .slice(0, 100);
    if (text !== '') return text;
  }
  return undefined;
}

/** Lines without an id get one of where they lie, so that importing a file again changes nothing. */
function contentId(parts: readonly (readonly LatitudeLongitude[])[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 16);
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' && value.trim() !== '' ? value.trim().slice(0, MAX_TEXT) : null;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function refusal(index: number, why: string): WaycastError {
  return new WaycastError('invalid', `features[${index}]: ${why}. Nothing was imported`);
}
