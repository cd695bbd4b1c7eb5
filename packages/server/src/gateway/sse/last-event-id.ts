import type { LogPosition } from '../../ports/live.ts';

const MAX_EPOCH_LENGTH = 64;
const MAX_ID_LENGTH = 16_384;

/**
 * Positions of a stream's log topics as one event id: `EPOCH-OFFSET`, or with several log topics one for each, in
 * the order in which the request names them, with commas between.
 */
export function eventId(positions: Iterable<LogPosition>): string {
  return Array.from(positions, ({ epoch, offset }) => `${epoch}-${offset}`).join();
}

/** Reads an event id back; undefined when it is not one of a stream with `count` log topics. */
export function readEventId(id: string, count: number): LogPosition[] | undefined {
  if (id.length > MAX_ID_LENGTH) return undefined;
  const positions = id.split(',').map(readPosition);
  const known = positions.filter((position) => position !== undefined);
  return positions.length === count && known.length === count ? known : undefined;
}

function readPosition(text: string): LogPosition | undefined {
  const [, epoch, digits] = /^(.+)-(\d{1,15})$/.exec(text.trim()) ?? [];
  if (epoch === undefined || epoch.length > MAX_EPOCH_LENGTH) return undefined;
  return { epoch, offset: Number(digits) };
}
