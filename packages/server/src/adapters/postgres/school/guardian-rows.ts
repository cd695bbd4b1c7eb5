import { NOTICE_KINDS } from '@waycast/contract';
import { z } from 'zod';
import type {
  AwaitedApproach,
  ChildLink,
  ChildTrip,
  Notice,
  UnsettledNotice,
} from '../../../ports/guardians.ts';
import { readJson, readNullableNumber, readNullableText, readNumber, readText } from '../cells.ts';
import type { Row } from '../database.ts';
import { timeColumn, timeParameter } from '../fix-rows.ts';
import { epochMs } from '../sql-times.ts';
import { RIDES_TODAY, Visits } from './roster-rows.ts';
import { ListedPlan, TripStatusCell } from './trip-rows.ts';

/** $1 tenant, $2 guardian. */
export const CHILDREN = `select l.student_id, s.name, l.approach_s, l.approach_m
  from student_guardians l join students s on s.tenant_id = l.tenant_id and s.student_id = l.student_id
  where l.tenant_id = $1 and l.guardian_id = $2 order by s.name, l.student_id`;

export function readChild(row: Row): ChildLink {
  return {
    studentId: readText(row, 'student_id'),
    name: readText(row, 'name'),
    approachS: readNullableNumber(row, 'approach_s'),
    approachM: readNullableNumber(row, 'approach_m'),
  };
}

/** $1 tenant, $2 guardians, $3 and $4 the span. Days of service are those around it, in whatever time zone. */
export const CHILD_TRIPS = `select l.guardian_id, l.student_id, t.trip_id, t.status, t.vehicle_id,
    ${timeColumn('t.scheduled_start')}, ${timeColumn('t.scheduled_end')}, ${timeColumn('t.started_at')},
    ${timeColumn('t.ended_at')}, t.plan - 'line' as plan, r.board_sequence, r.alight_sequence,
    t.vehicle_id is not null and exists (
      select from trips o
      where o.tenant_id = t.tenant_id and o.status = 'IN_PROGRESS' and o.vehicle_id = t.vehicle_id
        and o.trip_id <> t.trip_id) as vehicle_busy,
    coalesce((
      select json_agg(json_build_object('sequence', v.stop_sequence, 'arrivedAt', ${epochMs('v.arrived_at')},
        'departedAt', ${epochMs('v.departed_at')}) order by v.stop_sequence)
      from trip_visits v where v.tenant_id = t.tenant_id and v.trip_id = t.trip_id
        and v.stop_sequence in (r.board_sequence, r.alight_sequence)), '[]') as visits,
    coalesce((
      select json_agg(json_build_object('boardingId', b.boarding_id, 'action', b.action, 'at', ${epochMs('b.at')}))
      from boardings b where b.tenant_id = t.tenant_id and b.trip_id = t.trip_id
        and b.student_id = l.student_id), '[]') as taps
  from student_guardians l
  join trips t on t.tenant_id = l.tenant_id
    and t.service_date between (${timeParameter(3)} at time zone 'UTC')::date - 3
      and (${timeParameter(4)} at time zone 'UTC')::date + 1
    and t.scheduled_start < ${timeParameter(4)}
    and (t.scheduled_end > ${timeParameter(3)} or t.ended_at > ${timeParameter(3)} or t.status = 'IN_PROGRESS')
  left join student_rides r on r.student_id = l.student_id and ${RIDES_TODAY}
  where l.tenant_id = $1 and l.guardian_id in (select jsonb_array_elements_text($2::text::jsonb))
    and (r.student_id is not null or exists (
      select from boardings b where b.tenant_id = t.tenant_id and b.trip_id = t.trip_id
        and b.student_id = l.student_id))
  order by t.scheduled_start, t.trip_id, l.student_id`;

const Taps = z.array(
  z.object({ boardingId: z.string(), action: z.enum(['BOARDED', 'ALIGHTED', 'ABSENT']), at: z.number() }),
);

export function readChildTrip(row: Row): ChildTrip {
  return {
    guardianId: readText(row, 'guardian_id'),
    studentId: readText(row, 'student_id'),
    tripId: readText(row, 'trip_id'),
    status: TripStatusCell.parse(row.status),
    vehicleId: readNullableText(row, 'vehicle_id'),
    vehicleBusy: row.vehicle_busy === true,
    scheduledStart: readNumber(row, 'scheduled_start'),
    scheduledEnd: readNumber(row, 'scheduled_end'),
    startedAt: readNullableNumber(row, 'started_at'),
    endedAt: readNullableNumber(row, 'ended_at'),
    plan: ListedPlan.parse(row.plan),
    boardSequence: readNullableNumber(row, 'board_sequence'),
    alightSequence: readNullableNumber(row, 'alight_sequence'),
    visits: Visits.parse(row.visits),
    taps: Taps.parse(row.taps),
  };
}

/** $1 tenant, $2 trip. To school a guardian waits where the child gets on, from school where it gets off. */
export const AWAITED = `select l.student_id, s.name, l.guardian_id, l.approach_s, l.approach_m,
    case t.plan ->> 'direction' when 'from_school' then r.alight_sequence else r.board_sequence end as sequence
  from trips t join student_rides r on ${RIDES_TODAY}
  join students s on s.tenant_id = r.tenant_id and s.student_id = r.student_id
  join student_guardians l on l.tenant_id = r.tenant_id and l.student_id = r.student_id
  where t.tenant_id = $1 and t.trip_id = $2 and not exists (
    select from guardian_notices n
    where n.tenant_id = t.tenant_id and n.trip_id = t.trip_id and n.student_id = l.student_id
      and n.guardian_id = l.guardian_id and n.kind = 'approaching')
  order by l.student_id, l.guardian_id`;

export function readAwaited(row: Row): AwaitedApproach {
  return {
    ...readChild(row),
    guardianId: readText(row, 'guardian_id'),
    sequence: readNumber(row, 'sequence'),
  };
}

const KEY = `n.trip_id || ' ' || n.student_id || ' ' || n.guardian_id || ' ' || n.kind`;

export const NOTICE_COLUMNS = `n.tenant_id, n.trip_id, n.student_id, n.guardian_id, n.kind, n.sent, n.reason, n.evidence,
    ${timeColumn('n.decided_at')}`;

/** $1 tenant, $2 student, $3 guardian, $4 trip, $5 and $6 where the page before ended, $7 how many. */
export const NOTICES = `select ${NOTICE_COLUMNS}
  from guardian_notices n
  where n.tenant_id = $1 and ($2::text is null or n.student_id = $2) and ($3::text is null or n.guardian_id = $3)
    and ($4::text is null or n.trip_id = $4)
    and ($5::float8 is null or (n.decided_at, ${KEY}) < (${timeParameter(5)}, $6::text))
  order by n.decided_at desc, ${KEY} desc limit $7`;

export function readNotice(row: Row): Notice {
  const kind = NOTICE_KINDS.find((one) => one === row.kind);
  if (kind === undefined)
    throw new TypeError(`Column kind should hold a kind of notice, but holds ${row.kind}.`);
  return {
    tenant: readText(row, 'tenant_id'),
    tripId: readText(row, 'trip_id'),
    studentId: readText(row, 'student_id'),
    guardianId: readText(row, 'guardian_id'),
    kind,
    decidedAt: readNumber(row, 'decided_at'),
    sent: row.sent === true,
    reason: readText(row, 'reason'),
    evidence: readJson(row, 'evidence') ?? {},
  };
}

const Message = z.object({
  title: z.string(),
  body: z.string(),
  vehicleId: z.string(),
  at: z.number(),
  until: z.number(),
});

export function readUnsettled(row: Row): UnsettledNotice {
  return { ...readNotice(row), message: Message.parse(row.message) };
}
