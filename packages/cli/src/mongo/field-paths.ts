import { UsageError } from '../failure.ts';
import { parsePairs } from '../replay/fields.ts';
import { isDocument, type Plain, type PlainDocument } from './ejson.ts';

/** What can be taken over. */
export const COLLECTIONS = ['users', 'observations', 'segments'] as const;
export type Collection = (typeof COLLECTIONS)[number];

/** Where each field is looked for, in this order; the first that is there and not null counts. */
export const FIELD_PATHS = {
  users: {
    userId: ['_id', 'userId', 'user_id', 'id', 'uid'],
    name: ['name', 'fullName', 'full_name', 'displayName', 'display_name', 'username', 'profile.name'],
    email: ['email', 'emailAddress', 'email_address', 'mail', 'emails.0.address', 'profile.email'],
    roles: ['roles', 'role'],
    createdAt: ['createdAt', 'created_at', 'created', 'registeredAt', 'signupDate'],
  },
  observations: {
    deviceId: ['deviceId', 'device_id', 'device', 'userId', 'user_id', 'user', 'phoneId', 'vehicleId'],
    time: ['timestamp', 'time', 'recordedAt', 'recorded_at', 'observedAt', 'createdAt', 'created_at', 'date'],
    place: ['location', 'loc', 'position', 'point', 'geometry', 'geo', 'coordinates', 'coords', 'gps'],
    latitude: ['latitude', 'lat'],
    longitude: ['longitude', 'lng', 'lon', 'long'],
    speed: ['speed', 'velocity', 'location.speed', 'coords.speed'],
    heading: ['heading', 'bearing', 'course', 'direction', 'coords.heading'],
    accuracy: ['accuracy', 'horizontalAccuracy', 'location.accuracy', 'coords.accuracy'],
    roughness: ['roughness', 'roughnessIndex', 'rms', 'vibration'],
    iri: ['iri', 'IRI'],
    samples: [
      'verticalAcceleration',
      'vertical_acceleration',
      'accelerationZ',
      'accZ',
      'samples',
      'accelerometer',
      'acceleration',
      'accelerations',
    ],
  },
  segments: {
    segmentId: ['_id', 'segmentId', 'segment_id', 'id', 'wayId', 'osmId'],
    line: ['geometry', 'geom', 'line', 'location', 'path', 'coordinates'],
    name: ['name', 'streetName', 'street', 'roadName'],
    roadClass: ['class', 'roadClass', 'road_class', 'highway', 'roadType'],
    oneWay: ['oneWay', 'oneway', 'one_way'],
  },
} as const satisfies Record<Collection, Record<string, readonly string[]>>;

/** Finds fields in documents, where `--map` says or where they usually are. */
export class FieldPaths<Field extends string = string> {
  readonly #paths: ReadonlyMap<string, readonly (readonly string[])[]>;

  constructor(
    usual: Readonly<Record<Field, readonly string[]>>,
    mapped: ReadonlyMap<string, string> = new Map(),
  ) {
    const pathsOf = (field: string, paths: readonly string[]) => {
      const own = mapped.get(field);
      return (own === undefined ? paths : [own]).map((path) => path.split('.'));
    };
    this.#paths = new Map(
      Object.entries<readonly string[]>(usual).map(([field, paths]) => [field, pathsOf(field, paths)]),
    );
  }

  /** The field's value; undefined where it is nowhere, or null. */
  find(document: PlainDocument, field: Field): Plain | undefined {
    const path = this.#pathIn(document, field);
    return path === undefined ? undefined : valueAt(document, path);
  }

  #pathIn(document: PlainDocument, field: string): readonly string[] | undefined {
    return this.#paths.get(field)?.find((path) => {
      const value = valueAt(document, path);
      return value !== undefined && value !== null;
    });
  }

  /** Where it is looked for, to be told. */
  where(field: Field): string {
    return (this.#paths.get(field) ?? []).map((path) => path.join('.')).join(', ');
  }

  /**
   * Fields of a document in which none was found, also where one is a usual name of what another had: which of two
   * names matters, only its owner knows. Of a path with several steps the whole field stays.
   */
  others(document: PlainDocument): string[] {
    const found = [...this.#paths.keys()].map((field) => this.#pathIn(document, field) ?? []);
    const used = new Set(found.filter(({ length }) => length === 1).map(([only]) => only));
    return Object.keys(document).filter((name) => !used.has(name));
  }
}

function valueAt(document: PlainDocument, path: readonly string[]): Plain | undefined {
  let value: Plain | undefined = document;
  for (const step of path) {
    if (Array.isArray(value)) value = value[Number(step)];
    else if (isDocument(value)) value = Object.hasOwn(value, step) ? value[step] : undefined;
    else return undefined;
  }
  return value;
}

/** `--map users.email=contact.mail,…` by collection and field. Throws UsageError for what is no field. */
export function parseFieldMap(
  text: string | undefined,
): Readonly<Record<Collection, ReadonlyMap<string, string>>> {
  const map = {
    users: new Map<string, string>(),
    observations: new Map<string, string>(),
    segments: new Map<string, string>(),
  };
  for (const [target, path] of parsePairs(text)) {
    const [collection, field, ...rest] = target.split('.');
    const known = COLLECTIONS.find((name) => name === collection);
    if (
      known === undefined ||
      field === undefined ||
      rest.length > 0 ||
      !Object.hasOwn(FIELD_PATHS[known], field)
    )
      throw new UsageError(`--map ${target}=${path}: there is no "${target}". ${allFields()}`);
    map[known].set(field, path);
  }
  return map;
}

function allFields(): string {
  return COLLECTIONS.map((name) =>
    Object.keys(FIELD_PATHS[name])
      .map((field) => `${name}.${field}`)
      .join(', '),
  ).join('; ');
}
