import { UsageError } from '../failure.ts';

/** Fields of a position, and the column or property names that mean them, in order of preference. */
const SYNONYMS = {
  vehicleId: [
    'vehicleid',
    'vehicle',
    'vehicleref',
    'deviceid',
    'device',
    'busid',
    'bus',
    'trackerid',
    'unitid',
    'imei',
  ],
  latitude: ['latitude', 'lat', 'gpslatitude', 'gpslat', 'y'],
  longitude: ['longitude', 'lng', 'lon', 'long', 'gpslongitude', 'gpslng', 'gpslon', 'x'],
  time: [
    'timestamp',
    'time',
    'datetime',
    'recordedat',
    'gpstime',
    'fixtime',
    'devicetime',
    'utc',
    'date',
    'ts',
  ],
  speed: ['speed', 'velocity', 'groundspeed', 'sog'],
  heading: ['heading', 'bearing', 'course', 'direction', 'azimuth', 'cog'],
  altitude: ['altitude', 'alt', 'elevation', 'ele', 'height'],
  accuracy: ['accuracy', 'acc', 'horizontalaccuracy'],
} as const;

export type FieldName = keyof typeof SYNONYMS;
/** Every field that a column may hold, in the order in which they are documented. */
export const FIELD_NAMES: readonly FieldName[] = [
  'vehicleId',
  'latitude',
  'longitude',
  'time',
  'speed',
  'heading',
  'altitude',
  'accuracy',
];

/** Which column holds each field. */
export type FieldColumns = Partial<Readonly<Record<FieldName, string>>>;

/**
 * Finds the column of each field: first by the given pairs (column and field in either order; if both are columns,
 * the first of the pair is), then by name, spelled with any case and punctuation.
 */
export function findColumns(
  columns: readonly string[],
  pairs: readonly (readonly [string, string])[],
): FieldColumns {
  const found: Partial<Record<FieldName, string>> = {};
  for (const pair of pairs) {
    const [column, field] = orient(pair, columns);
    found[field] = column;
  }
  for (const field of FIELD_NAMES) {
    const column = SYNONYMS[field]
      .map((name) => columns.find((column) => plain(column) === name))
      .find((match) => match !== undefined);
    if (column !== undefined) found[field] ??= column;
  }
  return found;
}

function orient([a, b]: readonly [string, string], columns: readonly string[]): [string, FieldName] {
  const asColumn = (name: string): string | undefined => columns.find((column) => column.trim() === name);
  const [columnA, columnB, fieldA, fieldB] = [asColumn(a), asColumn(b), fieldNamed(a), fieldNamed(b)];
  if (columnA !== undefined && fieldB !== undefined) return [columnA, fieldB];
  if (columnB !== undefined && fieldA !== undefined) return [columnB, fieldA];
  const missing =
    columnA === undefined && columnB === undefined ? 'neither is a column' : 'the other is not a field';
  throw new UsageError(
    `--map ${a}=${b}: ${missing}. Columns: ${columns.join(', ')}. Fields: ${FIELD_NAMES.join(', ')}.`,
  );
}

function fieldNamed(name: string): FieldName | undefined {
  return FIELD_NAMES.find((field) => SYNONYMS[field].some((synonym) => synonym === plain(name)));
}

function plain(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]/g, '');
}

/** Pairs of `--map a=b,c=d`. Throws UsageError for text of another form. */
export function parsePairs(text: string | undefined): [string, string][] {
  if (text === undefined) return [];
  return text.split(',').map((pair) => {
    const [left, right, rest] = pair.split('=').map((part) => part.trim());
    if (!left || !right || rest !== undefined) {
      throw new UsageError(`--map takes pairs such as lat=latitude,t=timestamp; "${pair}" is none.`);
    }
    return [left, right];
  });
}

const SPEED_FACTORS: ReadonlyMap<string, number> = new Map([
  ['mps', 1],
  ['kmh', 1 / 3.6],
  ['mph', 0.44704],
  ['knots', 1852 / 3600],
]);

/** Metres per second that one unit of `--speed-unit` is. Throws UsageError for an unknown unit. */
export function speedFactor(unit: string): number {
  const factor = SPEED_FACTORS.get(unit);
  if (factor === undefined)
    throw new UsageError(`--speed-unit takes ${[...SPEED_FACTORS.keys()].join(', ')}; "${unit}" is none.`);
  return factor;
}
