import { STUDENT_MAX, StudentDescription } from '@waycast/contract';
import { z } from 'zod';
import { CellError, type CsvColumn, type CsvKind, textRemedy } from '../../../kernel/csv/csv-kind.ts';
import type { StudentFields, StudentRide } from '../../../ports/students.ts';
import type { RideWish, StudentWish } from './judge-students.ts';

const { name, grade, note, cardIds, guardians } = StudentDescription.shape;
const RIDE = /^([^:]+):([^:/]+)(?:\/([1-7]{1,7}))?$/;

const list = (cell: string): string[] =>
  cell
    .split(/[;|\n]/)
    .map((item) => item.trim())
    .filter((item) => item !== '');
const emptyIsNull = (cell: string): string | null => (cell.trim() === '' ? null : cell.trim());

const Ride = z.custom<RideWish>();

/** What a row may say of a student; columns that the file has not leave it as it is. */
const StudentRow = z
  .object({
    name: name.optional(),
    grade: grade.removeDefault().optional(),
    note: note.removeDefault().optional(),
    card_ids: cardIds.removeDefault().optional(),
    guardian_ids: guardians
      .removeDefault()
      .element.shape.guardianId.array()
      .max(STUDENT_MAX.guardians)
      .optional(),
    rides: z.array(Ride).max(STUDENT_MAX.rides).optional(),
  })
  .transform(
    ({ card_ids, guardian_ids, ...row }): StudentWish => ({
      ...row,
      cardIds: card_ids,
      guardians: guardian_ids?.map((guardianId) => ({ guardianId })),
    }),
  );

const COLUMNS: readonly CsvColumn<StudentFields>[] = [
  {
    name: 'name',
    read: (cell) => cell,
    write: (one) => one.name,
    remedy: 'Write a name of up to 200 characters.',
  },
  { name: 'grade', read: emptyIsNull, write: (one) => one.grade ?? '', remedy: textRemedy(200) },
  { name: 'note', read: emptyIsNull, write: (one) => one.note ?? '', remedy: textRemedy(200) },
  {
    name: 'card_ids',
    read: list,
    write: (one) => one.cardIds.join(';'),
    remedy: 'Write what the cards say, without spaces, with ; between them: up to ten.',
  },
  {
    name: 'guardian_ids',
    read: list,
    write: (one) => one.guardians.map(({ guardianId }) => guardianId).join(';'),
    remedy: "Write the subjects of the guardians' tokens with ; between them: up to ten.",
  },
  {
    name: 'rides',
    read: (cell) => list(cell).map(readRide),
    write: (one) => one.rides.map(writeRide).join(';'),
    remedy:
      'Write schedule:on-off with ; between them, such as 7A:2-9;7P:1-8, or stops as 7A:oak>school; /12345 for some weekdays.',
  },
];

/** The files of students. */
export const STUDENT_FILES: CsvKind<StudentFields, StudentWish> = {
  id: 'student_id',
  columns: COLUMNS,
  schema: StudentRow,
};

function readRide(text: string): RideWish {
  const [, scheduleId = '', leg = '', days] = RIDE.exec(text) ?? [];
  if (scheduleId === '') throw new CellError(`"${text.slice(0, 60)}" is no ride`);
  const weekdays = days === undefined ? null : [...days].map(Number);
  return { scheduleId: scheduleId.trim(), leg: leg.trim(), weekdays };
}

function writeRide({ scheduleId, boardSequence, alightSequence, weekdays }: StudentRide): string {
  const days = weekdays === null ? '' : `/${weekdays.join('')}`;
  return `${scheduleId}:${boardSequence}-${alightSequence}${days}`;
}
