import type { LiveEvent, LogPosition } from '../ports/live.ts';

export function follows(next: LogPosition, before: LogPosition | undefined): boolean {
  return next.epoch === before?.epoch && next.offset === before.offset + 1;
}

export function later(one: LogPosition | undefined, other: LogPosition | undefined): LogPosition | undefined {
  return one !== undefined && one.epoch === other?.epoch && one.offset < other.offset ? other : one;
}

/** Whether a reader at `since` has had the event by its earlier number. */
export function covers(since: LogPosition | undefined, event: LiveEvent): boolean {
  const was = event.kind === 'log' ? event.was : undefined;
  return was !== undefined && was.epoch === since?.epoch && was.offset <= since.offset;
}

export function isAt(one: LogPosition, other: LogPosition): boolean {
  return one.epoch === other.epoch && one.offset === other.offset;
}

/** Two events of the same words are one as far as any follower can tell. */
export function isSame(
  one: { readonly event: string; readonly data: object },
  other: { readonly event: string; readonly data: object },
): boolean {
  return one.event === other.event && JSON.stringify(one.data) === JSON.stringify(other.data);
}
