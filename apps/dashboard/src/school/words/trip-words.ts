import type { TripStatus, TripSummary } from '@waycast/contract';

/** In the order in which they matter during a day. */
export const TRIP_GROUPS = ['now', 'next', 'done'] as const;
export type TripGroup = (typeof TRIP_GROUPS)[number];

export const GROUP_WORDS: Readonly<Record<TripGroup, string>> = {
  now: 'Now',
  next: 'Next',
  done: 'Done',
};

export function groupOf(status: TripStatus): TripGroup {
  switch (status) {
    case 'IN_PROGRESS':
      return 'now';
    case 'SCHEDULED':
      return 'next';
    case 'COMPLETED':
    case 'CANCELLED':
      return 'done';
    default:
      return status satisfies never;
  }
}

const STATUS_WORDS: Readonly<Record<TripStatus, string>> = {
  SCHEDULED: 'Not started',
  IN_PROGRESS: 'Under way',
  COMPLETED: 'Completed',
  CANCELLED: 'Cancelled',
};

export function statusWords(status: TripStatus): string {
  return STATUS_WORDS[status];
}

/** "12 of 18 on board", "18 expected", "No students". */
export function boardingWords(
  trip: Pick<TripSummary, 'status' | 'studentsBoarded' | 'studentsExpected'>,
): string {
  const { status, studentsBoarded, studentsExpected } = trip;
  if (status === 'SCHEDULED' || status === 'CANCELLED')
    return studentsExpected === 0 ? 'no students' : `${studentsExpected} expected`;
  if (studentsExpected === 0 && studentsBoarded === 0) return 'no students';
  return `${studentsBoarded} of ${studentsExpected} boarded`;
}

const BY_WORDS: Readonly<Record<string, string>> = { driver: 'the driver', dispatcher: 'the office' };

/** `driver:ID`, `dispatcher:ID` or `automatic` in words. */
export function byWords(who: string | null): string {
  if (who === null) return 'nobody';
  if (who === 'automatic') return 'by itself: the bus left on its route at about its time';
  const [role = '', ...id] = who.split(':');
  const name = BY_WORDS[role] ?? role;
  return `by ${name}${id.length === 0 ? '' : ` (${id.join(':')})`}`;
}

export const DIRECTION_WORDS = {
  to_school: 'To school',
  from_school: 'Home from school',
  other: 'Other',
} as const;
