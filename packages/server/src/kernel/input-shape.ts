import { WaycastError } from '@waycast/contract';

/** Levels of nesting and fields in all that one message may have. */
export const MAX_DEPTH = 16;
export const MAX_FIELDS = 20_000;

/** Throws `invalid` for input nested deeper or holding more fields than any command has a use for. */
export function checkShape(input: unknown): void {
  if (typeof input === 'object' && input !== null) countFields(input, 0, 0);
}

/** Fields so far, with those of `value` and below. Goes no deeper than it may, and makes no lists of what it sees. */
function countFields(value: object, depth: number, before: number): number {
  if (depth > MAX_DEPTH)
    throw new WaycastError('invalid', `the input is nested deeper than ${MAX_DEPTH} levels`);
  let fields = before;
  if (Array.isArray(value)) {
    for (const child of value) fields = countChild(child, depth, fields);
    return fields;
  }
  // What comes from JSON inherits nothing that is enumerable.
  for (const name in value) fields = countChild(Reflect.get(value, name), depth, fields);
  return fields;
}

function countChild(child: unknown, depth: number, before: number): number {
  const fields = before + 1;
  if (fields > MAX_FIELDS) throw new WaycastError('invalid', `the input has more than ${MAX_FIELDS} fields`);
  return typeof child === 'object' && child !== null ? countFields(child, depth + 1, fields) : fields;
}
