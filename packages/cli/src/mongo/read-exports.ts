import { ROAD_IMPORT_MAX } from '@waycast/contract';
import type { TakenLine, TakenObservation, TakenUser } from '@waycast/server';
import { type Problem, readDocuments } from './documents.ts';
import type { PlainDocument } from './ejson.ts';
import { type Collection, FIELD_PATHS, FieldPaths } from './field-paths.ts';
import { readObservation } from './read-observation.ts';
import { readSegment } from './read-segment.ts';
import { readUser } from './read-user.ts';
import { Unusable } from './values.ts';

/** Rows that are handed on at once; of roads all, for they are cut where they meet. */
const ROWS = { users: 1000, observations: 1000, segments: ROAD_IMPORT_MAX.features } as const;

/** What each collection's documents become. */
export interface Rows {
  readonly users: TakenUser;
  readonly observations: TakenObservation;
  readonly segments: TakenLine;
}

export interface Rejection extends Problem {
  readonly file: string;
  readonly line: number;
}

export interface ExportReading {
  readonly map: Readonly<Record<Collection, ReadonlyMap<string, string>>>;
  /** Epoch ms. */
  readonly now: number;
  readonly speedFactor: number;
  readonly iriFactor: number | undefined;
  readonly onRejected: (rejection: Rejection) => void;
}

/** The rows of a file, a thousand at once, or all roads; what cannot be read goes to `onRejected`. */
export async function* readRows<C extends Collection>(
  collection: C,
  file: string,
  reading: ExportReading,
): AsyncIterable<readonly Rows[C][]> {
  const read: (document: PlainDocument) => readonly Rows[C][] = READERS[collection](reading);
  let rows: Rows[C][] = [];
  for await (const found of readDocuments(file)) {
    const result = 'document' in found ? attempt(read, found.document) : found.problem;
    if ('reason' in result) reading.onRejected({ file, line: found.line, ...result });
    else rows.push(...result);
    if (rows.length < ROWS[collection]) continue;
    yield rows;
    rows = [];
  }
  if (rows.length > 0) yield rows;
}

function attempt<T>(read: (document: PlainDocument) => readonly T[], document: PlainDocument) {
  try {
    return read(document);
  } catch (error) {
    if (error instanceof Unusable) return error.problem;
    throw error;
  }
}

const READERS: {
  readonly [C in Collection]: (reading: ExportReading) => (document: PlainDocument) => readonly Rows[C][];
} = {
  users: ({ map, now }) => {
    const paths = new FieldPaths(FIELD_PATHS.users, map.users);
    return (document) => [readUser(document, paths, now)];
  },
  observations: ({ map, ...rest }) => {
    const paths = new FieldPaths(FIELD_PATHS.observations, map.observations);
    return (document) => [readObservation(document, { paths, ...rest })];
  },
  segments: ({ map }) => {
    const paths = new FieldPaths(FIELD_PATHS.segments, map.segments);
    return (document) => [readSegment(document, paths)];
  },
};
