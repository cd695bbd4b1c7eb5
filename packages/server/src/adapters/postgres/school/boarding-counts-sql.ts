import { RIDES_TODAY } from './roster-rows.ts';

/*
 * What each trip's taps come to, in SQL, for lists of many trips. The last word by the clock of the device counts, as
 * it does in `rider-states.ts`; a test compares the two.
 */
const LAST = `select distinct on (b.trip_id, b.student_id) b.trip_id, b.student_id, b.action
    from boardings b
    where b.tenant_id = $1 and b.student_id is not null
      and b.trip_id in (select jsonb_array_elements_text($2::text::jsonb))
    order by b.trip_id, b.student_id, b.at desc, b.boarding_id desc`;

/** A stop that was left this long ago has been left. */
const GRACE = "interval '2 minutes'";

/** $1 tenant, $2 a JSON list of trips. */
export const COUNTS = `with asked as (
    select t.tenant_id, t.trip_id, t.schedule_id, t.service_date, t.status from trips t
    where t.tenant_id = $1 and t.trip_id in (select jsonb_array_elements_text($2::text::jsonb))
  ), last as (${LAST}
  ), riders as (
    select t.tenant_id, t.trip_id, r.student_id, r.board_sequence from asked t
    join student_rides r on ${RIDES_TODAY}
  ), heads as (
    select trip_id, student_id, action, board_sequence, tenant_id
    from riders full join last using (trip_id, student_id)
  )
  select t.trip_id,
    (count(*) filter (where h.action in ('BOARDED', 'ALIGHTED')))::float8 as boarded,
    (count(*) filter (where h.board_sequence is not null and h.action is distinct from 'ABSENT'))::float8 as expected,
    (count(*) filter (where h.board_sequence is null and h.action in ('BOARDED', 'ALIGHTED')))::float8
      as unexpected_child,
    (count(*) filter (where h.action is null and exists (
      select from trip_visits v where v.tenant_id = h.tenant_id and v.trip_id = h.trip_id
        and v.stop_sequence = h.board_sequence and v.departed_at < now() - ${GRACE})))::float8 as missing_child,
    (count(*) filter (where h.action = 'BOARDED' and t.status = 'COMPLETED'))::float8 as child_left_on_bus
  from asked t join heads h on h.trip_id = t.trip_id
  group by t.trip_id`;

/** $1 tenant, $2 trip, $3 the guardian whose children alone are counted; null: all. */
export const STOP_COUNTS = `select sequence, sum(on_here)::float8 as to_board, sum(off_here)::float8 as to_alight
  from trips t join student_rides r on ${RIDES_TODAY}
  cross join lateral (values (r.board_sequence, 1, 0), (r.alight_sequence, 0, 1)) as s (sequence, on_here, off_here)
  where t.tenant_id = $1 and t.trip_id = $2 and ($3::text is null or exists (
    select from student_guardians l
    where l.tenant_id = r.tenant_id and l.student_id = r.student_id and l.guardian_id = $3))
  group by sequence`;

/** Trips of the last two days of service; `leftBefore` is SQL for a time, $2 how many. */
export const TROUBLED = (leftBefore: string): string => `select t.tenant_id, t.trip_id from trips t
  where t.service_date >= current_date - 2 and t.status in ('IN_PROGRESS', 'COMPLETED') and (
    exists (
      select from student_rides r
      join trip_visits v on v.tenant_id = t.tenant_id and v.trip_id = t.trip_id
        and v.stop_sequence = r.board_sequence and v.departed_at < ${leftBefore}
      where ${RIDES_TODAY} and not exists (
        select from boardings b
        where b.tenant_id = t.tenant_id and b.trip_id = t.trip_id and b.student_id = r.student_id))
    or (t.status = 'COMPLETED' and exists (
      select from (
        select distinct on (b.student_id) b.action from boardings b
        where b.tenant_id = t.tenant_id and b.trip_id = t.trip_id and b.student_id is not null
        order by b.student_id, b.at desc, b.boarding_id desc) last
      where last.action = 'BOARDED')))
  order by t.tenant_id, t.trip_id limit $2`;
