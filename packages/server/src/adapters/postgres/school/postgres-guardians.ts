import type {
  AwaitedApproach,
  ChildLink,
  ChildTrip,
  Guardians,
  Notice,
  NoticeMessage,
  NoticeQuery,
  UnsettledNotice,
} from '../../../ports/guardians.ts';
import { readText } from '../cells.ts';
import type { Database, Parameter } from '../database.ts';
import { timeParameter } from '../fix-rows.ts';
import {
  AWAITED,
  CHILD_TRIPS,
  CHILDREN,
  NOTICE_COLUMNS,
  NOTICES,
  readAwaited,
  readChild,
  readChildTrip,
  readNotice,
  readUnsettled,
} from './guardian-rows.ts';

const SET = `update student_guardians set approach_s = $4, approach_m = $5, updated_at = now()
  where tenant_id = $1 and guardian_id = $2 and student_id = $3 returning student_id`;
const GUARDIANS = 'select guardian_id from student_guardians where tenant_id = $1 and student_id = $2';
/** Nothing is kept of a child that was erased meanwhile. */
const DECIDE = `insert into guardian_notices (tenant_id, trip_id, student_id, guardian_id, kind, decided_at, sent,
    reason, evidence, message, taken_at)
  select $1, $2, $3, $4, $5, ${timeParameter(6)}, $7, $8, $9::text::jsonb, $10::text::jsonb, ${timeParameter(6)}
  from students where tenant_id = $1 and student_id = $3 for key share
  on conflict do nothing returning kind`;
/** Who comes last, having been held up, may add that it was sent, and take nothing back. */
const SETTLE = `update guardian_notices set sent = $6, reason = $7, evidence = $8::text::jsonb, message = null
  where tenant_id = $1 and trip_id = $2 and student_id = $3 and guardian_id = $4 and kind = $5
    and ($6 or message is not null)`;
/** $1 taken before, $2 now, $3 how many. */
const TAKE_UP = `update guardian_notices n set taken_at = ${timeParameter(2)}
  from (
    select * from guardian_notices o
    where o.message is not null and o.taken_at < ${timeParameter(1)} and exists (
      select from student_guardians l
      where l.tenant_id = o.tenant_id and l.student_id = o.student_id and l.guardian_id = o.guardian_id)
    order by o.taken_at limit $3 for update skip locked) due
  where n.tenant_id = due.tenant_id and n.trip_id = due.trip_id and n.student_id = due.student_id
    and n.guardian_id = due.guardian_id and n.kind = due.kind
  returning ${NOTICE_COLUMNS}, n.message`;

/** Guardians in the tables `student_guardians` and `guardian_notices`. */
export class PostgresGuardians implements Guardians {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async children(tenant: string, guardianId: string): Promise<ChildLink[]> {
    return (await this.#database.query({ text: CHILDREN }, [tenant, guardianId])).map(readChild);
  }

  async trips(
    tenant: string,
    guardianIds: readonly string[],
    { from, until }: { readonly from: number; readonly until: number },
  ): Promise<ChildTrip[]> {
    const values = [tenant, JSON.stringify(guardianIds), from, until];
    return (await this.#database.query({ name: 'child-trips', text: CHILD_TRIPS }, values)).map(
      readChildTrip,
    );
  }

  async setApproach(
    tenant: string,
    guardianId: string,
    studentId: string,
    { seconds, metres }: { readonly seconds: number | null; readonly metres: number | null },
  ): Promise<boolean> {
    const values = [tenant, guardianId, studentId, seconds, metres];
    return (await this.#database.query({ text: SET }, values)).length > 0;
  }

  async awaited(tenant: string, tripId: string): Promise<AwaitedApproach[]> {
    return (await this.#database.query({ text: AWAITED }, [tenant, tripId])).map(readAwaited);
  }

  async guardiansOf(tenant: string, studentId: string): Promise<string[]> {
    const rows = await this.#database.query({ text: GUARDIANS }, [tenant, studentId]);
    return rows.map((row) => readText(row, 'guardian_id'));
  }

  async decide(notice: Notice, message?: NoticeMessage): Promise<boolean> {
    const { decidedAt, sent, reason, evidence } = notice;
    const waiting = message === undefined ? null : JSON.stringify(message);
    const values = [...keyOf(notice), decidedAt, sent, reason, JSON.stringify(evidence), waiting];
    return (await this.#database.query({ text: DECIDE }, values)).length > 0;
  }

  async settle(notice: Notice): Promise<void> {
    const values = [...keyOf(notice), notice.sent, notice.reason, JSON.stringify(notice.evidence)];
    await this.#database.query({ text: SETTLE, returns: 'nothing' }, values);
  }

  async takeUp(takenBefore: number, now: number, limit: number): Promise<UnsettledNotice[]> {
    return (await this.#database.query({ text: TAKE_UP }, [takenBefore, now, limit])).map(readUnsettled);
  }

  async notices(tenant: string, query: NoticeQuery, limit: number): Promise<Notice[]> {
    const { studentId, guardianId, tripId, before } = query;
    const only = [studentId ?? null, guardianId ?? null, tripId ?? null];
    const values = [tenant, ...only, before?.decidedAt ?? null, before?.key ?? null, limit];
    return (await this.#database.query({ text: NOTICES }, values)).map(readNotice);
  }
}

function keyOf({ tenant, tripId, studentId, guardianId, kind }: Notice): Parameter[] {
  return [tenant, tripId, studentId, guardianId, kind];
}
