import { z } from 'zod';
import type { StoredStudent } from '../../../ports/students.ts';
import { readNullableText, readNumber, readText, readTexts } from '../cells.ts';
import type { Row } from '../database.ts';
import { timeColumn } from '../fix-rows.ts';

/** Whether the ride `r` is one that the plan still has. */
const GOOD = `exists (
    select from school_schedules s join school_routes l on l.tenant_id = s.tenant_id and l.route_id = s.route_id
    where s.tenant_id = r.tenant_id and s.schedule_id = r.schedule_id
      and jsonb_array_length(l.stops) >= r.alight_sequence)`;

/** Columns of a student `st`, to be read back by `readStudent`. */
export const STUDENT_COLUMNS = `st.student_id, st.name, st.grade, st.note, to_json(st.card_ids) as card_ids,
  ${timeColumn('st.updated_at')},
  coalesce((
    select json_agg(json_build_object('guardianId', g.guardian_id, 'relation', g.relation) order by g.guardian_id)
    from student_guardians g where g.tenant_id = st.tenant_id and g.student_id = st.student_id), '[]') as guardians,
  coalesce((
    select json_agg(json_build_object('scheduleId', r.schedule_id, 'boardSequence', r.board_sequence,
      'alightSequence', r.alight_sequence, 'weekdays', r.weekdays, 'good', ${GOOD}) order by r.schedule_id)
    from student_rides r where r.tenant_id = st.tenant_id and r.student_id = st.student_id), '[]') as rides`;

const Guardians = z.array(z.object({ guardianId: z.string(), relation: z.string().nullable() }));
const Rides = z.array(
  z.object({
    scheduleId: z.string(),
    boardSequence: z.number(),
    alightSequence: z.number(),
    weekdays: z.array(z.number()).nullable(),
    good: z.boolean(),
  }),
);

export function readStudent(row: Row): StoredStudent {
  const rides = Rides.parse(row.rides);
  return {
    studentId: readText(row, 'student_id'),
    fields: {
      name: readText(row, 'name'),
      grade: readNullableText(row, 'grade'),
      note: readNullableText(row, 'note'),
      cardIds: [...readTexts(row, 'card_ids')],
      guardians: Guardians.parse(row.guardians),
      rides: rides.map(({ good: _good, ...ride }) => ride),
    },
    brokenRides: rides.filter(({ good }) => !good).map(({ scheduleId }) => scheduleId),
    updatedAt: readNumber(row, 'updated_at'),
  };
}
