import type { LogPosition } from '../../ports/live.ts';
import type { LogEntry } from './log-message.ts';

/** An entry of a log's stream. A mark, with offset 0, says only that an epoch began. */
export interface StreamEntry extends LogPosition {
  readonly entry?: LogEntry;
}

/**
 * What followed a position, found in the whole log; undefined when that cannot be said. The position may be
 *
 *   known      it is there, or the log begins right after it
 *   lost       later than the last of its epoch, which a process that took over has not: what follows that epoch
 *   elsewhere  of a log whose events were numbered again here: what follows that log's base
 *   before     of a log that is gone as a whole, while servers wrote its last events again into the new one
 *
 * without the events that, by their earlier number, the reader has had.
 */
export function following(entries: readonly StreamEntry[], since: LogPosition): LogEntry[] | undefined {
  const start = startOf(entries, since);
  return start === undefined ? undefined : entriesAfter(entries.slice(start), since);
}

/** The events among these that a reader at the position has not had under an earlier number. */
export function entriesAfter(entries: readonly StreamEntry[], since: LogPosition): LogEntry[] {
  return entries.flatMap(({ entry }) => (entry === undefined || hasHad(since, entry) ? [] : [entry]));
}

/** Of a log in which the position cannot be found: the events that are surely later. */
export function newerThan(entries: readonly StreamEntry[], since: LogPosition): LogEntry[] {
  const isNewer = (entry: StreamEntry): boolean =>
    entry.epoch === since.epoch ? entry.offset > since.offset : epochMs(since) < epochMs(entry);
  return entriesAfter(entries.filter(isNewer), since);
}

function hasHad(since: LogPosition, { event: { was } }: LogEntry): boolean {
  return was !== undefined && was.epoch === since.epoch && was.offset <= since.offset;
}

function startOf(entries: readonly StreamEntry[], since: LogPosition): number | undefined {
  return afterKnown(entries, since) ?? afterBase(entries, since) ?? fromBeginning(entries, since);
}

function afterKnown(entries: readonly StreamEntry[], { epoch, offset }: LogPosition): number | undefined {
  const at = entries.findIndex((entry) => entry.epoch === epoch && entry.offset === offset);
  if (at !== -1) return at + 1;
  const [first] = entries;
  if (first?.epoch === epoch && first.offset === offset + 1) return 0;
  const last = entries.findLastIndex((entry) => entry.epoch === epoch);
  const isLost = last !== -1 && last < entries.length - 1 && offset > (entries[last]?.offset ?? 0);
  return isLost ? last + 1 : undefined;
}

function afterBase(entries: readonly StreamEntry[], since: LogPosition): number | undefined {
  const base = renumbered(entries, since.epoch).find((entry) => entry.base !== undefined)?.base;
  if (base === undefined || base.epoch === since.epoch) return undefined;
  return afterKnown(entries, base) ?? fromBeginning(entries, base);
}

/** The whole log, when it began after the position and its servers say which events came in between. */
function fromBeginning(entries: readonly StreamEntry[], since: LogPosition): number | undefined {
  const [first] = entries;
  if (first === undefined || first.offset > 1) return undefined;
  const beganAfter = epochMs(since) < epochMs(first) || startsWith(entries, since.epoch);
  return beganAfter && (isContinued(entries, since) || isBase(entries, since)) ? 0 : undefined;
}

function startsWith(entries: readonly StreamEntry[], epoch: string): boolean {
  return entries.find(({ entry }) => entry !== undefined)?.entry?.event.was?.epoch === epoch;
}

/** Whether every event of the epoch that came after the position, as far as any is known, is there. */
function isContinued(entries: readonly StreamEntry[], since: LogPosition): boolean {
  const offsets = new Set(renumbered(entries, since.epoch).map(({ event }) => event.was?.offset ?? 0));
  if (offsets.size === 0) return false;
  for (let offset = since.offset + 1; offset <= Math.max(...offsets); offset++) {
    if (!offsets.has(offset)) return false;
  }
  return true;
}

function isBase(entries: readonly StreamEntry[], since: LogPosition): boolean {
  return entries.some(({ entry }) => entry?.base?.epoch === since.epoch && entry.base.offset <= since.offset);
}

function renumbered(entries: readonly StreamEntry[], epoch: string): LogEntry[] {
  return entries.flatMap(({ entry }) => (entry?.event.was?.epoch === epoch ? [entry] : []));
}

/** When an epoch of ours began; NaN, which is before nothing, for those of other logs. */
function epochMs({ epoch }: LogPosition): number {
  return /^\d+-/.test(epoch) ? Number.parseInt(epoch, 10) : Number.NaN;
}
