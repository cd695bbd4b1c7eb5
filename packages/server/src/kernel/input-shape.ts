import { WaycastError } from '@waycast/contract';

/** Levels of nesting and fields in all that one message may have. */
export const MAX_DEPTH = 16;
export const MAX_FIELDS = 20_000;

/** Throws `invalid` for input nested deeper or holding more fields than any command has a use for. Iterative. */
export function checkShape(input: unknown): void {
  let level: unknown[] = [input];
  let fields = 0;
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > MAX_DEPTH)
      throw new WaycastError('invalid', `the input is nested deeper than ${MAX_DEPTH} levels`);
    const next: unknown[] = [];
    for (const value of level) {
      if (typeof value !== 'object' || value === null) continue;
      const children = Object.values(value);
      fields += children.length;
      if (fields > MAX_FIELDS)
        throw new WaycastError('invalid', `the input has more than ${MAX_FIELDS} fields`);
      for (const child of children) if (typeof child === 'object' && child !== null) next.push(child);
    }
    level = next;
  }
}
