import type { Position } from '@waycast/contract';

/** No log is at this position: the server then says that a reader has to begin with what there is now. */
export const NOWHERE: Position = { epoch: 'none', offset: 0 };

/** What a log event says of its place; absent for events that are delivered but not logged. */
export interface Place {
  readonly offset: number | undefined;
  readonly epoch: string | undefined;
}

/** What a reader at a position has to do with an event. */
export type LogVerdict =
  | { readonly verdict: 'deliver'; readonly position: Position }
  /** Not part of the log. */
  | { readonly verdict: 'pass' }
  | { readonly verdict: 'repeated' }
  /** The log began anew: only the server can say what was missed. */
  | { readonly verdict: 'epochChanged' };

/** Judges one event, so that a reader gets every offset once and in order. */
export function judge(position: Position, { offset, epoch }: Place): LogVerdict {
  if (offset === undefined) return { verdict: 'pass' };
  if (epoch !== undefined && epoch !== position.epoch) return { verdict: 'epochChanged' };
  if (offset <= position.offset) return { verdict: 'repeated' };
  return { verdict: 'deliver', position: { epoch: position.epoch, offset } };
}
