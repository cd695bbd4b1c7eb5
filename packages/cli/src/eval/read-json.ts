import { readFile } from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';
import { CommandFailure, messageOf } from '../failure.ts';

type Json = Readonly<Record<string, unknown>>;

/** A feature of a GeoJSON file, with where it stands in it. */
export interface ReadFeature {
  /** `stops.geojson, feature 3`. */
  readonly where: string;
  readonly type: unknown;
  readonly coordinates: unknown;
  readonly id: unknown;
  readonly properties: Json;
}

/** The features of a GeoJSON file, gunzipped if need be. Rejects with CommandFailure for a file that is none. */
export async function readFeatures(file: string): Promise<readonly ReadFeature[]> {
  const root = await readJson(file);
  const isObject = isRecord(root);
  const features = isObject && root.type === 'FeatureCollection' ? root.features : [root];
  if (!isObject || !Array.isArray(features))
    throw new CommandFailure(`${file} is no GeoJSON: it takes a FeatureCollection, a Feature or a geometry.`);
  return features.map((feature: unknown, index) => featureOf(feature, `${file}, feature ${index + 1}`));
}

function featureOf(feature: unknown, where: string): ReadFeature {
  if (!isRecord(feature)) throw new CommandFailure(`${where} is no GeoJSON feature.`);
  const geometry = feature.type === 'Feature' ? feature.geometry : feature;
  if (!isRecord(geometry)) throw new CommandFailure(`${where} has no geometry.`);
  const properties = isRecord(feature.properties) ? feature.properties : {};
  return { where, type: geometry.type, coordinates: geometry.coordinates, id: feature.id, properties };
}

/** A GeoJSON position as degrees. Throws CommandFailure for anything else. */
export function placeOf(position: unknown, where: string): { latitude: number; longitude: number } {
  const [longitude, latitude]: unknown[] = Array.isArray(position) ? position : [];
  const isPlace =
    typeof longitude === 'number' &&
    typeof latitude === 'number' &&
    Math.abs(longitude) <= 180 &&
    Math.abs(latitude) <= 90;
  if (!isPlace)
    throw new CommandFailure(
      `${where}: [longitude, latitude] in degrees is expected, not ${JSON.stringify(position)}.`,
    );
  return { latitude, longitude };
}

async function readJson(file: string): Promise<unknown> {
  try {
    const bytes = await readFile(file);
    const isGzipped = bytes.length > 1 && bytes.readUInt16BE(0) === 0x1f8b;
    return JSON.parse((isGzipped ? gunzipSync(bytes) : bytes).toString('utf8').replace(/^\uFEFF/, ''));
  } catch (error) {
    throw new CommandFailure(`${file} cannot be read as JSON: ${messageOf(error)}`);
  }
}

function isRecord(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
