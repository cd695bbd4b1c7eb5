import type { FollowLog, FollowQuery, FollowRecord, StoredFollow, Via } from '../../../ports/follow-log.ts';
import { readNullableText, readNumber, readText, readTexts } from '../cells.ts';
import type { Database, Queries, Row } from '../database.ts';
import { timeColumn, timeParameter } from '../fix-rows.ts';

const GIVEN = `jsonb_to_recordset($1::text::jsonb) as given (tenant_id text, at float8, subject_id text, roles text[],
    action text, vehicle_id text, trip_id text, student_id text, via text)`;
const COLUMNS = 'tenant_id, at, subject_id, roles, action, vehicle_id, trip_id, student_id, via';
const VALUES = `tenant_id, to_timestamp(at / 1000), subject_id, roles, action, vehicle_id, trip_id, student_id, via`;

const INSERT = `insert into follow_log (${COLUMNS}) select ${VALUES} from ${GIVEN}`;
/** Of tenants with students, in the order in which it happened, and without a child that was erased meanwhile. */
const ADD = `insert into follow_log (${COLUMNS})
  select tenant_id, to_timestamp(at / 1000), subject_id, roles, action, vehicle_id, trip_id, (
    select s.student_id from students s
    where s.tenant_id = given.tenant_id and s.student_id = given.student_id), via
  from ${GIVEN}
  where exists (select from students s where s.tenant_id = given.tenant_id) order by at`;

const PAGE = `select id::float8 as id, tenant_id, subject_id, to_json(roles) as roles, action, vehicle_id, trip_id,
    student_id, via, ${timeColumn('at')}
  from follow_log
  where tenant_id = $1 and ($2::float8 is null or at >= ${timeParameter(2)})
    and ($3::float8 is null or at < ${timeParameter(3)}) and ($4::text is null or subject_id = $4)
    and ($5::text is null or vehicle_id = $5) and ($6::text is null or student_id = $6)
    and ($7::float8 is null or id < $7::float8::bigint)
  order by id desc limit $8`;

/** Who followed what, in the table `follow_log`. */
export class PostgresFollowLog implements FollowLog {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async add(entries: readonly FollowRecord[]): Promise<void> {
    await this.#database.query({ text: ADD, returns: 'nothing' }, [recordsOf(entries)]);
  }

  async page(tenant: string, query: FollowQuery, limit: number): Promise<StoredFollow[]> {
    const { from, to, subjectId, vehicleId, studentId, before } = query;
    const when = [from ?? null, to ?? null];
    const what = [subjectId ?? null, vehicleId ?? null, studentId ?? null];
    const values = [tenant, ...when, ...what, before ?? null, limit];
    return (await this.#database.query({ text: PAGE }, values)).map(readFollow);
  }
}

/** Adds entries whatever the tenant has. */
export async function insertFollows(queries: Queries, entries: readonly FollowRecord[]): Promise<void> {
  await queries.query({ text: INSERT, returns: 'nothing' }, [recordsOf(entries)]);
}

function recordsOf(entries: readonly FollowRecord[]): string {
  return JSON.stringify(
    entries.map((entry) => ({
      tenant_id: entry.tenant,
      at: entry.at,
      subject_id: entry.subjectId,
      roles: entry.roles,
      action: entry.action,
      vehicle_id: entry.vehicleId,
      trip_id: entry.tripId,
      student_id: entry.studentId,
      via: entry.via,
    })),
  );
}

function readFollow(row: Row): StoredFollow {
  return {
    id: readNumber(row, 'id'),
    tenant: readText(row, 'tenant_id'),
    at: readNumber(row, 'at'),
    subjectId: readText(row, 'subject_id'),
    roles: readTexts(row, 'roles'),
    action: readText(row, 'action'),
    vehicleId: readNullableText(row, 'vehicle_id'),
    tripId: readNullableText(row, 'trip_id'),
    studentId: readNullableText(row, 'student_id'),
    via: viaOf(readText(row, 'via')),
  };
}

const VIAS: readonly Via[] = ['role', 'claim', 'grant', 'guardian', 'order', 'share', 'application'];

function viaOf(text: string): Via {
  const via = VIAS.find((one) => one === text);
  if (via === undefined)
    throw new TypeError(`Column via should hold one of ${VIAS.join(', ')}, but holds ${text}.`);
  return via;
}
