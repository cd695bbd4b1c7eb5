import type { TakenObservation } from '@waycast/server';
import { roughnessOf } from '@waycast/server/evaluate-roads';
import { isDocument, type Plain, type PlainDocument } from './ejson.ts';
import type { FIELD_PATHS, FieldPaths } from './field-paths.ts';
import { checked, type LatLng, placeOf } from './places.ts';
import { idOf, measured, numberOf, timeOf, Unusable } from './values.ts';

/** As `POST /api/roads/observations` takes them. */
const MAX = { speedMps: 150, heading: 360, accuracyM: 100_000, roughness: 100, iri: 1000 };
const SAMPLES = { min: 4, max: 512 };

export type ObservationPaths = FieldPaths<keyof typeof FIELD_PATHS.observations>;

export interface ObservationReading {
  readonly paths: ObservationPaths;
  readonly now: number;
  /** Metres per second in one unit of speed. */
  readonly speedFactor: number;
  /** m/s² that 1 m/km of IRI stands for. */
  readonly iriFactor: number | undefined;
}

/** What a phone found. Throws Unusable. */
export function readObservation(document: PlainDocument, reading: ObservationReading): TakenObservation {
  const { paths, now, speedFactor } = reading;
  const find = (field: Parameters<typeof paths.find>[1]): Plain | undefined => paths.find(document, field);
  const [latitude, longitude] = whereOf(document, paths);
  return {
    deviceId: idOf(
      find('deviceId'),
      'deviceId',
      'Name the field of who reported: --map observations.deviceId=PATH.',
    ),
    time: timeOf(find('time'), 'time', now, 'Name the field: --map observations.time=PATH.'),
    latitude,
    longitude,
    accuracy: measured(find('accuracy'), 'accuracy', MAX.accuracyM),
    speed: measured(find('speed'), 'speed', MAX.speedMps, speedFactor),
    heading: measured(find('heading'), 'heading', MAX.heading),
    roughness: foundRoughness(document, reading),
  };
}

function whereOf(document: PlainDocument, paths: ObservationPaths): LatLng {
  const place = paths.find(document, 'place');
  const found =
    placeOf(place) ?? checked(paths.find(document, 'latitude'), paths.find(document, 'longitude'));
  if (found !== undefined) return found;
  throw new Unusable(
    place === undefined ? 'has no position' : 'its position is none in degrees',
    'A GeoJSON Point, [longitude, latitude], or latitude and longitude: --map observations.place=PATH.',
  );
}

/** m/s²: as it stands, of samples, or of the IRI; null: only where it was is known. */
function foundRoughness(document: PlainDocument, { paths, iriFactor }: ObservationReading): number | null {
  const given = measured(paths.find(document, 'roughness'), 'roughness', MAX.roughness);
  if (given !== null) return given;
  const samples = paths.find(document, 'samples');
  if (Array.isArray(samples)) return roughnessOfSamples(samples);
  const iri = measured(paths.find(document, 'iri'), 'iri', MAX.iri);
  if (iri === null) return null;
  if (iriFactor === undefined)
    throw new Unusable(
      'has an IRI (m/km) and no acceleration',
      'Say what 1 m/km is in m/s² with your phones: --iri-factor 0.5.',
    );
  return Math.min(iri * iriFactor, MAX.roughness);
}

/** Of numbers or of {x, y, z}. */
function roughnessOfSamples(samples: readonly Plain[]): number {
  const values = samples.slice(0, SAMPLES.max).map(verticalOf);
  const roughness = values.every((value) => value !== undefined) ? roughnessOf(values) : null;
  if (roughness === null)
    throw new Unusable(
      `its samples are not at least ${SAMPLES.min} numbers or {x, y, z}`,
      'Name another field: --map observations.samples=PATH.',
    );
  return Math.min(roughness, MAX.roughness);
}

function verticalOf(sample: Plain): number | undefined {
  if (Array.isArray(sample)) return numberOf(sample[2]);
  return numberOf(isDocument(sample) ? sample.z : sample);
}
