import type { JournalEntry } from '../../ports/journal.ts';
import type { Log } from '../../ports/log.ts';
import type { Piece } from './frames.ts';
import type { Segment } from './segment.ts';

/** Entries that were given and not yet forgotten, all of one segment. */
export interface Given {
  readonly segment: Segment;
  readonly entries: readonly JournalEntry[];
  /** Where in the segment they end. */
  readonly end: number;
}

/** The next entries of a segment, some `limit` fixes in all; undefined when nothing readable is left in it. */
export async function nextOf(segment: Segment, limit: number, log: Log): Promise<Given | undefined> {
  const entries: JournalEntry[] = [];
  let fixes = 0;
  let at = segment.done;
  while (fixes < limit) {
    const piece = await readOrGiveUp(segment, at, log);
    if (piece === undefined) break;
    if (piece.kind === 'entry') {
      entries.push(piece.entry);
      fixes += piece.entry.length;
    } else segment.noteUnreadable(at, piece);
    at = piece.end;
  }
  if (entries.length > 0) return { segment, entries, end: at };
  segment.done = at;
  return undefined;
}

/** A file that the disk does not give back must not hold up all others for ever: it is kept, and passed over. */
async function readOrGiveUp(segment: Segment, at: number, log: Log): Promise<Piece | undefined> {
  try {
    return await segment.pieceAt(at);
  } catch (error) {
    log.error({ err: error, file: segment.path }, 'A spool file cannot be read; it is kept and passed over');
    return { kind: 'unreadable', end: segment.bytes, torn: false };
  }
}
