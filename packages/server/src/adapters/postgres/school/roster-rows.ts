import { z } from 'zod';
import type { TripRoster } from '../../../ports/boardings.ts';
import { readNullableNumber, readNullableText, readNumber, readText } from '../cells.ts';
import type { Row } from '../database.ts';
import { timeColumn } from '../fix-rows.ts';
import { epochMs } from '../sql-times.ts';
import { ListedPlan, TripStatusCell } from './trip-rows.ts';

/** Whether the ride `r` is one of the trip `t`, on its day of service. */
export const RIDES_TODAY = `r.tenant_id = t.tenant_id and r.schedule_id = t.schedule_id
    and (r.weekdays is null or extract(isodow from t.service_date)::smallint = any (r.weekdays))`;

/** Columns of a trip `t` with all that its roster takes, to be read back by `readRoster`. */
export const ROSTER_COLUMNS = `t.tenant_id, t.trip_id, t.status, t.vehicle_id, t.driver_id,
  ${timeColumn('t.scheduled_start')}, ${timeColumn('t.scheduled_end')}, ${timeColumn('t.started_at')},
  ${timeColumn('t.ended_at')}, t.plan - 'line' as plan,
  coalesce((
    select json_agg(json_build_object('sequence', v.stop_sequence, 'arrivedAt', ${epochMs('v.arrived_at')},
      'departedAt', ${epochMs('v.departed_at')}) order by v.stop_sequence)
    from trip_visits v where v.tenant_id = t.tenant_id and v.trip_id = t.trip_id), '[]') as visits,
  coalesce((
    select json_agg(json_build_object('studentId', s.student_id, 'name', s.name, 'grade', s.grade, 'note', s.note,
      'cardIds', s.card_ids, 'boardSequence', r.board_sequence, 'alightSequence', r.alight_sequence)
      order by s.student_id)
    from students s left join student_rides r on r.student_id = s.student_id and ${RIDES_TODAY}
    where s.tenant_id = t.tenant_id and (s.student_id in (
        select r.student_id from student_rides r where ${RIDES_TODAY})
      or s.student_id in (
        select b.student_id from boardings b where b.tenant_id = t.tenant_id and b.trip_id = t.trip_id))
    ), '[]') as riders,
  coalesce((
    select json_agg(json_build_object('boardingId', b.boarding_id, 'tripId', b.trip_id, 'studentId', b.student_id,
      'cardId', b.card_id, 'action', b.action, 'method', b.method, 'at', ${epochMs('b.at')},
      'stopSequence', b.stop_sequence, 'recordedBy', b.recorded_by, 'expected', b.expected, 'flag', b.flag)
      order by b.at, b.boarding_id)
    from boardings b where b.tenant_id = t.tenant_id and b.trip_id = t.trip_id), '[]') as boardings`;

const text = z.string().nullable();
const number = z.number().nullable();

export const Visits = z.array(z.object({ sequence: z.number(), arrivedAt: number, departedAt: number }));
const Riders = z.array(
  z.object({
    studentId: z.string(),
    name: z.string(),
    grade: text,
    note: text,
    cardIds: z.array(z.string()),
    boardSequence: number,
    alightSequence: number,
  }),
);
const Boardings = z.array(
  z.object({
    boardingId: z.string(),
    tripId: z.string(),
    studentId: text,
    cardId: text,
    action: z.enum(['BOARDED', 'ALIGHTED', 'ABSENT']),
    method: z.enum(['tap', 'qr', 'nfc']),
    at: z.number(),
    stopSequence: number,
    recordedBy: z.string(),
    expected: z.boolean(),
    flag: z.enum(['unexpected', 'unknown_card', 'wrong_stop', 'repeated']).nullable(),
  }),
);

export function readRoster(row: Row): TripRoster {
  return {
    tenant: readText(row, 'tenant_id'),
    tripId: readText(row, 'trip_id'),
    status: TripStatusCell.parse(row.status),
    vehicleId: readNullableText(row, 'vehicle_id'),
    driverId: readNullableText(row, 'driver_id'),
    scheduledStart: readNumber(row, 'scheduled_start'),
    scheduledEnd: readNumber(row, 'scheduled_end'),
    startedAt: readNullableNumber(row, 'started_at'),
    endedAt: readNullableNumber(row, 'ended_at'),
    plan: ListedPlan.parse(row.plan),
    visits: Visits.parse(row.visits),
    riders: Riders.parse(row.riders),
    boardings: Boardings.parse(row.boardings),
  };
}
