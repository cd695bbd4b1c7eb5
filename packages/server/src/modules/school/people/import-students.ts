import { type ImportReport, STUDENT_MAX, WaycastError } from '@waycast/contract';
import { CSV_START, csvLine } from '../../../kernel/csv/csv-text.ts';
import { importReport } from '../../../kernel/csv/import-report.ts';
import { type ReadRow, type RowError, readCsv } from '../../../kernel/csv/read-csv.ts';
import type { StudentFacts, StudentFields, Students } from '../../../ports/students.ts';
import { judgeStudent, type StudentWish } from './judge-students.ts';
import { STUDENT_FILES } from './student-files.ts';

const STUDENTS_A_PAGE = 500;
const VALUE_SHOWN = 60;

/** Enters the rows of a file in one transaction, or none of them where one is wrong. */
export async function importStudents(
  students: Students,
  tenant: string,
  csv: string,
  dryRun: boolean,
): Promise<ImportReport> {
  const { count, rows, errors: flaws } = await readCsv(STUDENT_FILES, csv);
  const errors = [...flaws, ...cardsTwice(rows)];
  const wishes = rows.map(({ description }) => description);
  const write = {
    ids: rows.map(({ id }) => id),
    scheduleIds: [...new Set(wishes.flatMap(({ rides = [] }) => rides.map(({ scheduleId }) => scheduleId)))],
    cardIds: [...new Set(wishes.flatMap(({ cardIds = [] }) => [...cardIds]))],
  };
  const decide = (facts: StudentFacts): StudentFields[] | undefined => {
    const after = rows.flatMap((row) => judgeRow(row, facts, errors));
    if (errors.length > 0) return undefined;
    requireRoom(rows, facts);
    return after;
  };
  const verdicts = await students.write(tenant, write, decide, dryRun);
  return importReport(count, verdicts ?? [], errors, verdicts !== undefined && !dryRun);
}

function judgeRow(
  { row, id, description }: ReadRow<StudentWish>,
  facts: StudentFacts,
  errors: RowError[],
): StudentFields[] {
  const verdict = judgeStudent(description, facts.before.get(id), facts);
  if (verdict.kind === 'good') return [verdict.fields];
  for (const { column, value, reason, remedy } of verdict.problems)
    errors.push({ row, column, value: value === null ? null : value.slice(0, VALUE_SHOWN), reason, remedy });
  return [];
}

/** A card that two rows of the file name. */
function cardsTwice(rows: readonly ReadRow<StudentWish>[]): RowError[] {
  const firstRows = new Map<string, number>();
  return rows.flatMap(({ row, description: { cardIds = [] } }) =>
    [...new Set(cardIds)].flatMap((card) => {
      const first = firstRows.get(card);
      if (first === undefined) {
        firstRows.set(card, row);
        return [];
      }
      const reason = `the card stands in line ${first} already`;
      return [
        {
          row,
          column: 'card_ids',
          value: card,
          reason,
          remedy: 'Correct the number in one of the two lines.',
        },
      ];
    }),
  );
}

function requireRoom(rows: readonly ReadRow<StudentWish>[], { before, count }: StudentFacts): void {
  const created = rows.filter(({ id }) => !before.has(id)).length;
  if (created === 0 || count + created <= STUDENT_MAX.perTenant) return;
  throw new WaycastError(
    'conflict',
    `the tenant has ${count} students and may have ${STUDENT_MAX.perTenant}, so that ${created} more cannot be entered`,
  );
}

/** All students in the file's format, a page at a time. */
export async function* exportStudents(students: Students, tenant: string): AsyncGenerator<string> {
  const { id, columns } = STUDENT_FILES;
  yield CSV_START + csvLine([id, ...columns.map(({ name }) => name)]);
  for (let after: string | undefined; ; ) {
    const page = await students.page(tenant, { words: [], after }, STUDENTS_A_PAGE);
    if (page.length > 0)
      yield page
        .map(({ studentId, fields }) => csvLine([studentId, ...columns.map(({ write }) => write(fields))]))
        .join('');
    after = page.at(-1)?.studentId;
    if (page.length < STUDENTS_A_PAGE) return;
  }
}
