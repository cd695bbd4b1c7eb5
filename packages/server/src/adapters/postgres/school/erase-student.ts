import type { Erased } from '../../../ports/students.ts';
import { readNumber } from '../cells.ts';
import type { Queries } from '../database.ts';

/** A card that was tapped before it was anybody's names the child as well. */
const OWN_BOARDINGS = `(student_id = $2 or card_id in (
    select unnest(card_ids) from students where tenant_id = $1 and student_id = $2))`;
const OWN_ALERTS = `explanation -> 'evidence' ->> 'studentId' = $2`;

const TABLES = {
  guardians: 'student_guardians where tenant_id = $1 and student_id = $2',
  rides: 'student_rides where tenant_id = $1 and student_id = $2',
  boardings: `boardings where tenant_id = $1 and ${OWN_BOARDINGS}`,
  notices: 'guardian_notices where tenant_id = $1 and student_id = $2',
  alerts: `alerts where tenant_id = $1 and kind in ('unexpected_child', 'missing_child', 'child_left_on_bus')
    and ${OWN_ALERTS}`,
} as const;

/** Removes every row that names the student; deliveries of alerts go with them. Undefined: there is no such student. */
export async function eraseStudent(
  queries: Queries,
  tenant: string,
  studentId: string,
): Promise<Erased | undefined> {
  // Whoever is about to write something of the child has done so by now, or will find that it is gone.
  const hold = 'select from students where tenant_id = $1 and student_id = $2 for update';
  await queries.query({ text: hold }, [tenant, studentId]);
  const gone = { guardians: 0, rides: 0, boardings: 0, notices: 0, alerts: 0 };
  for (const part of ['guardians', 'rides', 'boardings', 'notices', 'alerts'] as const) {
    const text = `with gone as (delete from ${TABLES[part]} returning 1)
      select count(*)::float8 as gone from gone`;
    const [row = {}] = await queries.query({ text }, [tenant, studentId]);
    gone[part] = readNumber(row, 'gone');
  }
  const forget = 'update follow_log set student_id = null where tenant_id = $1 and student_id = $2';
  await queries.query({ text: forget }, [tenant, studentId]);
  const text = 'delete from students where tenant_id = $1 and student_id = $2 returning student_id';
  const { boardings, notices, alerts } = gone;
  return (await queries.query({ text }, [tenant, studentId])).length === 0
    ? undefined
    : { boardings, notices, alerts };
}

const DOSSIER = {
  student: 'students where tenant_id = $1 and student_id = $2',
  ...TABLES,
  followed: 'follow_log where tenant_id = $1 and student_id = $2',
} as const;

/** The rows that name the student, as they are stored, without what only searches look at. */
export async function dossierOf(
  queries: Queries,
  tenant: string,
  studentId: string,
): Promise<Readonly<Record<string, unknown>> | undefined> {
  const parts = Object.entries(DOSSIER).map(
    ([name, rows]) => `(select coalesce(jsonb_agg(to_jsonb(x) - 'tenant_id' - 'search'), '[]')
      from (select * from ${rows}) x) as ${name}`,
  );
  const [row = {}] = await queries.query({ text: `select ${parts.join(', ')}` }, [tenant, studentId]);
  const { student, ...rest } = row;
  return Array.isArray(student) && student.length > 0 ? { student: student[0], ...rest } : undefined;
}
