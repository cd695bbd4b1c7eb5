import { type BoardingReceipt, BoardingReport, type ErrorCode, WaycastError } from '@waycast/contract';
import { decodeBy } from '../../../kernel/invalid.ts';
import { parseTime, parseTimeText } from '../../../kernel/parse-time.ts';
import type { Boarding, TapFacts, TripRoster } from '../../../ports/boardings.ts';

/** A tap as it came, decoded, or why it cannot be taken. */
export type ReadTap =
  | { readonly kind: 'read'; readonly index: number; readonly tap: Omit<Boarding, 'tripId' | 'recordedBy'> }
  | Refused;

interface Refused {
  readonly kind: 'refused';
  readonly index: number;
  readonly boardingId: string | null;
  readonly code: ErrorCode;
  readonly message: string;
}

const DAY_MS = 86_400_000;
/** A clock may be ahead by so much. */
const AHEAD_MS = 120_000;

/** Decodes each tap by itself. */
export function readTaps(taps: readonly unknown[], now: number): ReadTap[] {
  return taps.map((raw, index): ReadTap => {
    try {
      const {
        studentId = null,
        cardId = null,
        stopSequence = null,
        at,
        ...rest
      } = decodeBy(BoardingReport, raw);
      const time = typeof at === 'number' ? parseTime('at', at) : parseTimeText('at', at);
      if (time > now + AHEAD_MS)
        throw new WaycastError(
          'invalid',
          `at lies ${Math.round((time - now) / 1000)} s ahead of the server's clock`,
        );
      return { kind: 'read', index, tap: { ...rest, at: time, studentId, cardId, stopSequence } };
    } catch (error) {
      if (!(error instanceof WaycastError)) throw error;
      return { kind: 'refused', index, boardingId: idOf(raw), code: error.code, message: error.message };
    }
  });
}

/** The tap of a student that is known now, or why it cannot be of this trip. */
export function placeTap(
  { index, tap }: Extract<ReadTap, { kind: 'read' }>,
  { roster, students, cardOwners, takenIds }: TapFacts,
  recordedBy: string,
): Boarding | Refused {
  const refused = (code: ErrorCode, message: string): Refused => ({
    kind: 'refused',
    index,
    boardingId: tap.boardingId,
    code,
    message,
  });
  const { tripId } = roster;
  const taken = takenIds.get(tap.boardingId);
  if (taken !== undefined && taken !== tripId)
    return refused('conflict', 'boardingId names a tap of another trip; give each tap an id of its own');
  if (tap.studentId !== null && !students.has(tap.studentId))
    return refused(
      'not_found',
      `there is no student ${tap.studentId}; send cardId for a card that is not known`,
    );
  const misplaced = misplacedBy(tap, roster);
  if (misplaced !== undefined) return refused('invalid', misplaced);
  const studentId = tap.studentId ?? cardOwners.get(tap.cardId ?? '') ?? null;
  return { ...tap, tripId, studentId, recordedBy };
}

export function isRefused(tap: Boarding | ReadTap): tap is Refused {
  return 'kind' in tap && tap.kind === 'refused';
}

export function refusalOf({ index, boardingId, code, message }: Refused): BoardingReceipt['results'][number] {
  return { index, boardingId, studentId: null, flag: null, code, message };
}

function misplacedBy(
  { at, stopSequence }: Pick<Boarding, 'at' | 'stopSequence'>,
  { plan, scheduledStart, scheduledEnd }: TripRoster,
): string | undefined {
  if (at < scheduledStart - DAY_MS || at > scheduledEnd + DAY_MS)
    return 'at lies more than a day from when the trip was planned; report the tap for the trip of its day';
  const last = plan.stops.at(-1)?.sequence ?? 0;
  if (stopSequence !== null && stopSequence > last)
    return `stopSequence ${stopSequence} is beyond the trip's last stop, ${last}; leave it out where it is not known`;
  return undefined;
}

function idOf(raw: unknown): string | null {
  const id = typeof raw === 'object' && raw !== null && 'boardingId' in raw ? raw.boardingId : null;
  return typeof id === 'string' ? id.slice(0, 128) : null;
}
