import { messageOf } from '../failure.ts';
import { findColumns } from './fields.ts';
import { toFinding } from './raw-fix.ts';
import type { Finding, Reader, ReadingOptions } from './recording.ts';

/** Text beyond this is not held in memory; such files belong into CSV. */
const MAX_CHARACTERS = 400_000_000;

type Json = Readonly<Record<string, unknown>>;

/**
 * Positions of a GeoJSON file: points with a time among their properties, and lines with a time for each coordinate
 * (`coordTimes` or `times` in the properties, also under `coordinateProperties`).
 */
export const readGeoJson: Reader = async function* (text, options) {
  let whole = '';
  for await (const piece of text) {
    whole += piece;
    if (whole.length > MAX_CHARACTERS) {
      yield {
        flaw: {
          where: 'file',
          reason: 'more than 400 MB of GeoJSON; convert it to CSV, which is read in pieces',
        },
      };
      return;
    }
  }
  let root: unknown;
  try {
    root = JSON.parse(whole);
  } catch (error) {
    yield { flaw: { where: 'file', reason: `not JSON: ${messageOf(error)}` } };
    return;
  }
  yield* readFeatures(root, options);
};

function* readFeatures(root: unknown, options: ReadingOptions): Iterable<Finding> {
  if (!isRecord(root)) return yield* flaw('file', 'not a GeoJSON object');
  const features = root.type === 'FeatureCollection' ? root.features : [root];
  if (!Array.isArray(features)) return yield* flaw('file', 'a FeatureCollection without features');
  for (const [index, feature] of features.entries())
    yield* readFeature(feature, `feature ${index + 1}`, options);
}

function* readFeature(feature: unknown, where: string, options: ReadingOptions): Iterable<Finding> {
  const geometry = isRecord(feature) ? feature.geometry : undefined;
  if (!isRecord(feature) || !isRecord(geometry)) return yield* flaw(where, 'no feature with a geometry');
  const properties = isRecord(feature.properties) ? feature.properties : {};
  switch (geometry.type) {
    case 'Point':
      return yield readPoint(geometry.coordinates, properties, where, options);
    case 'LineString':
      return yield* readLine(
        [geometry.coordinates],
        [coordinateTimes(properties)],
        properties,
        where,
        options,
      );
    case 'MultiLineString':
      return yield* readLine(geometry.coordinates, coordinateTimes(properties), properties, where, options);
    default:
      return yield* flaw(where, 'neither a Point nor a LineString');
  }
}

function readPoint(coordinates: unknown, properties: Json, where: string, options: ReadingOptions): Finding {
  const [longitude, latitude, altitude]: unknown[] = Array.isArray(coordinates) ? coordinates : [];
  const columns = findColumns(Object.keys(properties), options.columns);
  const property = (name: string | undefined): unknown => (name === undefined ? undefined : properties[name]);
  const raw = {
    vehicleId: property(columns.vehicleId),
    latitude,
    longitude,
    time: property(columns.time),
    speed: property(columns.speed),
    heading: property(columns.heading),
    altitude: altitude ?? property(columns.altitude),
    accuracy: property(columns.accuracy),
  };
  return toFinding(raw, where, options);
}

function* readLine(
  lines: unknown,
  times: unknown,
  properties: Json,
  where: string,
  options: ReadingOptions,
): Iterable<Finding> {
  if (!Array.isArray(lines) || !Array.isArray(times)) {
    return yield* flaw(where, 'a line without coordTimes: its positions have no times');
  }
  const vehicle = findColumns(Object.keys(properties), []).vehicleId;
  const vehicleId = vehicle === undefined ? undefined : properties[vehicle];
  for (const [index, line] of lines.entries()) {
    const lineTimes: unknown = times[index];
    if (!Array.isArray(line) || !Array.isArray(lineTimes)) {
      yield* flaw(where, 'a line without coordTimes: its positions have no times');
      continue;
    }
    for (const [at, coordinates] of line.entries()) {
      const [longitude, latitude, altitude]: unknown[] = Array.isArray(coordinates) ? coordinates : [];
      yield toFinding(
        { vehicleId, latitude, longitude, altitude, time: lineTimes[at] },
        `${where}, coordinate ${at + 1}`,
        options,
      );
    }
  }
}

function coordinateTimes(properties: Json): unknown {
  const nested = properties.coordinateProperties;
  const places = [properties, isRecord(nested) ? nested : {}];
  return places.map((place) => place.coordTimes ?? place.times).find(Array.isArray);
}

function* flaw(where: string, reason: string): Iterable<Finding> {
  yield { flaw: { where, reason } };
}

function isRecord(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
