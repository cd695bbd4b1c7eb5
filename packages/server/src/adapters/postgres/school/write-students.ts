import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { toSearchText, type WriteVerdict } from '../../../ports/registry.ts';
import type { ScheduleStops, StudentFacts, StudentFields, StudentWrite } from '../../../ports/students.ts';
import { readNumber, readText } from '../cells.ts';
import type { Queries } from '../database.ts';
import { readStudent, STUDENT_COLUMNS } from './student-rows.ts';

const ROWS_PER_STATEMENT = 500;
/** To be told when the bus is this far away, until the guardian chooses otherwise. */
const APPROACH_S = 300;

const LOCK = `select pg_advisory_xact_lock(hashtextextended('students ' || $1::text, 0))`;
const FIND = `select ${STUDENT_COLUMNS} from students st
  where st.tenant_id = $1 and st.student_id in (select jsonb_array_elements_text($2::text::jsonb))`;
const SCHEDULES = `select s.schedule_id, r.stops from school_schedules s
  join school_routes r on r.tenant_id = s.tenant_id and r.route_id = s.route_id
  where s.tenant_id = $1 and s.schedule_id in (select jsonb_array_elements_text($2::text::jsonb))`;
const OWNERS = `select card_id, st.student_id from students st, unnest(st.card_ids) card_id
  where st.tenant_id = $1 and st.card_ids && array(select jsonb_array_elements_text($2::text::jsonb))
    and card_id in (select jsonb_array_elements_text($2::text::jsonb))
    and st.student_id not in (select jsonb_array_elements_text($3::text::jsonb))`;
const COUNT = 'select count(*)::float8 as count from students where tenant_id = $1';

const PUT = `insert into students (tenant_id, student_id, name, grade, note, card_ids, search)
  select $1, student_id, name, grade, note, card_ids, search from jsonb_to_recordset($2::text::jsonb)
    as entry (student_id text, name text, grade text, note text, card_ids text[], search text)
  on conflict (tenant_id, student_id) do update set name = excluded.name, grade = excluded.grade,
    note = excluded.note, card_ids = excluded.card_ids, search = excluded.search, updated_at = now()`;
const GIVEN = `$2::text::jsonb) as given (student_id text, guardian_id text, relation text, schedule_id text,
    board_sequence integer, alight_sequence integer, weekdays smallint[])`;
const OF_THESE = 'student_id in (select jsonb_array_elements_text($3::text::jsonb))';
const UNLINK = `delete from student_guardians l where tenant_id = $1 and ${OF_THESE} and not exists (
    select from jsonb_to_recordset(${GIVEN}
    where given.student_id = l.student_id and given.guardian_id = l.guardian_id)`;
const LINK = `insert into student_guardians (tenant_id, student_id, guardian_id, relation, approach_s)
  select $1, student_id, guardian_id, relation, ${APPROACH_S} from jsonb_to_recordset(${GIVEN}
  on conflict (tenant_id, student_id, guardian_id) do update set relation = excluded.relation`;
const UNRIDE = `delete from student_rides where tenant_id = $1 and student_id in (
    select jsonb_array_elements_text($2::text::jsonb))`;
const RIDE = `insert into student_rides (tenant_id, student_id, schedule_id, board_sequence, alight_sequence, weekdays)
  select $1, student_id, schedule_id, board_sequence, alight_sequence, weekdays from jsonb_to_recordset(${GIVEN}`;

const Stops = z.array(z.object({ stopId: z.string(), sequence: z.number() }));

/** No other write of the tenant's students comes in between until the transaction ends. */
export async function lockStudents(queries: Queries, tenant: string): Promise<void> {
  await queries.query({ text: LOCK }, [tenant]);
}

export async function factsOf(queries: Queries, tenant: string, write: StudentWrite): Promise<StudentFacts> {
  const ids = JSON.stringify(write.ids);
  const found = (await queries.query({ text: FIND }, [tenant, ids])).map(readStudent);
  const planned = await queries.query({ text: SCHEDULES }, [tenant, JSON.stringify(write.scheduleIds)]);
  const owners = await queries.query({ text: OWNERS }, [tenant, JSON.stringify(write.cardIds), ids]);
  const [counted = {}] = await queries.query({ text: COUNT }, [tenant]);
  return {
    before: new Map(found.map(({ studentId, fields }) => [studentId, fields])),
    schedules: new Map(
      planned.map((row): [string, ScheduleStops] => [readText(row, 'schedule_id'), Stops.parse(row.stops)]),
    ),
    cardOwners: new Map(owners.map((row) => [readText(row, 'card_id'), readText(row, 'student_id')])),
    count: readNumber(counted, 'count'),
  };
}

export function verdictOf(before: StudentFields | undefined, after: StudentFields): WriteVerdict {
  if (before === undefined) return 'created';
  return isDeepStrictEqual(before, after) ? 'unchanged' : 'changed';
}

/** Writes students whole: what is not among their guardians and rides is removed. */
export async function putStudents(
  queries: Queries,
  tenant: string,
  students: readonly (readonly [id: string, fields: StudentFields])[],
): Promise<void> {
  for (let at = 0; at < students.length; at += ROWS_PER_STATEMENT) {
    const part = students.slice(at, at + ROWS_PER_STATEMENT);
    const ids = JSON.stringify(part.map(([id]) => id));
    const links = JSON.stringify(
      part.flatMap(([id, { guardians }]) => guardians.map((one) => linkOf(id, one))),
    );
    const rides = JSON.stringify(part.flatMap(([id, fields]) => fields.rides.map((one) => rideOf(id, one))));
    await queries.query({ text: PUT }, [tenant, JSON.stringify(part.map(recordOf))]);
    await queries.query({ text: UNLINK }, [tenant, links, ids]);
    await queries.query({ text: LINK }, [tenant, links]);
    await queries.query({ text: UNRIDE }, [tenant, ids]);
    await queries.query({ text: RIDE }, [tenant, rides]);
  }
}

function recordOf([id, { name, grade, note, cardIds }]: readonly [string, StudentFields]): object {
  const search = toSearchText([id, name, grade ?? ''].join(' '));
  return { student_id: id, name, grade, note, card_ids: cardIds, search };
}

function linkOf(id: string, { guardianId, relation }: StudentFields['guardians'][number]): object {
  return { student_id: id, guardian_id: guardianId, relation };
}

function rideOf(id: string, ride: StudentFields['rides'][number]): object {
  return {
    student_id: id,
    schedule_id: ride.scheduleId,
    board_sequence: ride.boardSequence,
    alight_sequence: ride.alightSequence,
    weekdays: ride.weekdays,
  };
}
