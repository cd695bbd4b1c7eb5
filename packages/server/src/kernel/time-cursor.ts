import { WaycastError } from '@waycast/contract';

/** Where a page ends whose items are in order of a time (epoch ms) and then of an id. */
export interface TimeCursor {
  readonly at: number;
  readonly id: string;
}

export function writeTimeCursor({ at, id }: TimeCursor): string {
  return `${at}.${id}`;
}

/** Throws `invalid` for what is no `nextCursor` of such pages. */
export function readTimeCursor(cursor: string): TimeCursor {
  const [, at, id] = /^(\d{1,15})[.](.+)$/.exec(cursor) ?? [];
  if (at === undefined || id === undefined)
    throw new WaycastError('invalid', 'cursor takes the nextCursor of the page before');
  return { at: Number(at), id };
}
