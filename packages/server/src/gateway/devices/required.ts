import { WaycastError } from '@waycast/contract';

/**
 * What a message of a client that buffers must have: without its time an old position would be taken for one of now.
 * Throws `invalid` where it is missing.
 */
export function required<T>(field: string, value: T | undefined): T {
  if (value === undefined) throw new WaycastError('invalid', `${field} is missing`);
  return value;
}
