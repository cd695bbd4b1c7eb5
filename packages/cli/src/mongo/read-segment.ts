import type { TakenLine } from '@waycast/server';
import { isDocument, type Plain, type PlainDocument } from './ejson.ts';
import type { FIELD_PATHS, FieldPaths } from './field-paths.ts';
import { linesOf } from './places.ts';
import { idOf, textOf, Unusable } from './values.ts';

const POSITIONS_MAX = 10_000;
const ANOTHER_ID = 'Name another field: --map segments.segmentId=PATH.';
const FORWARD: ReadonlySet<Plain> = new Set<Plain>([true, 1, '1', 'yes', 'true']);
const BACKWARD: ReadonlySet<Plain> = new Set<Plain>([-1, '-1', 'reverse']);

export type SegmentPaths = FieldPaths<keyof typeof FIELD_PATHS.segments>;

/** A road, in several parts where its geometry has several lines. Throws Unusable. */
export function readSegment(document: PlainDocument, paths: SegmentPaths): TakenLine {
  const fields = { ...(isDocument(document.properties) ? document.properties : {}), ...document };
  const id = idOf(paths.find(fields, 'segmentId'), 'segmentId', ANOTHER_ID);
  if (id.includes('~'))
    throw new Unusable(`segmentId "${id}" has a ~, which pieces of a road are told by`, ANOTHER_ID);
  const way = paths.find(fields, 'oneWay') ?? false;
  const parts = partsOf(paths.find(fields, 'line'));
  return {
    id,
    name: textOf(paths.find(fields, 'name'), 'name'),
    roadClass: textOf(paths.find(fields, 'roadClass'), 'roadClass', 100),
    oneWay: FORWARD.has(way) || BACKWARD.has(way),
    parts: BACKWARD.has(way) ? parts.map((part) => part.toReversed()).reverse() : parts,
  };
}

function partsOf(line: Plain | undefined): TakenLine['parts'] {
  const parts = linesOf(line);
  if (parts === undefined)
    throw new Unusable(
      'its geometry is no line of at least two places in degrees',
      'A LineString or MultiLineString, positions [longitude, latitude]: --map segments.line=PATH.',
    );
  if (parts.some((part) => part.length > POSITIONS_MAX))
    throw new Unusable(`its line has more than ${POSITIONS_MAX} positions`, 'Split or simplify it.');
  return parts;
}
