import type { StopHeads, TripHeads } from '../../../ports/boarding-counts.ts';
import type {
  Boardings,
  JudgedBoarding,
  TapFacts,
  TripRoster,
  TroubledTrip,
} from '../../../ports/boardings.ts';
import { readNumber, readText } from '../cells.ts';
import type { Database, Queries, Row } from '../database.ts';
import { timeParameter } from '../fix-rows.ts';
import { COUNTS, STOP_COUNTS, TROUBLED } from './boarding-counts-sql.ts';
import { ROSTER_COLUMNS, readRoster } from './roster-rows.ts';

const ROSTER = `select ${ROSTER_COLUMNS} from trips t where t.tenant_id = $1 and t.trip_id = $2`;
/** Nobody is erased meanwhile; see `lockStudents`. */
const LOCK = `select pg_advisory_xact_lock_shared(hashtextextended('students ' || $1::text, 0)),
    pg_advisory_xact_lock(hashtextextended('boardings ' || $1::text || ' ' || $2::text, 0))`;

const ids = (position: number): string => `(select jsonb_array_elements_text($${position}::text::jsonb))`;
const TAPPED = `select 'student' as what, student_id as id, student_id as found from students
    where tenant_id = $1 and student_id in ${ids(2)}
  union all
  select 'card', card_id, student_id from students, unnest(card_ids) card_id
    where tenant_id = $1 and card_ids && array${ids(3)} and card_id in ${ids(3)}
  union all
  select 'boarding', boarding_id, trip_id from boardings where tenant_id = $1 and boarding_id in ${ids(4)}`;

const PUT = `insert into boardings (tenant_id, boarding_id, trip_id, student_id, card_id, action, method, at,
    stop_sequence, expected, flag, recorded_by, received_at)
  select $1, "boardingId", "tripId", "studentId", "cardId", action, method, to_timestamp(at / 1000), "stopSequence",
    expected, flag, "recordedBy", now()
  from jsonb_to_recordset($2::text::jsonb) as tap ("boardingId" text, "tripId" text, "studentId" text, "cardId" text,
    action text, method text, at float8, "stopSequence" integer, expected boolean, flag text, "recordedBy" text)
  on conflict (tenant_id, boarding_id) do update set expected = excluded.expected, flag = excluded.flag
  where boardings.expected <> excluded.expected or boardings.flag is distinct from excluded.flag`;

/** Who boarded, in the table `boardings`, and the trips it is about. */
export class PostgresBoardings implements Boardings {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  roster(tenant: string, tripId: string): Promise<TripRoster | undefined> {
    return rosterOf(this.#database, tenant, tripId);
  }

  record(
    tenant: string,
    tripId: string,
    tapped: Parameters<Boardings['record']>[2],
    judge: (facts: TapFacts) => readonly JudgedBoarding[],
  ): Promise<TripRoster | undefined> {
    return this.#database.transaction(async (queries) => {
      await queries.query({ text: LOCK }, [tenant, tripId]);
      const roster = await rosterOf(queries, tenant, tripId);
      if (roster === undefined) return undefined;
      const named = [tapped.ids, tapped.cardIds, tapped.boardingIds].map((list) => JSON.stringify(list));
      const found = await queries.query({ text: TAPPED }, [tenant, ...named]);
      const judged = judge({
        roster,
        students: new Set(found.filter(isOf('student')).map((row) => readText(row, 'id'))),
        cardOwners: pairs(found.filter(isOf('card'))),
        takenIds: pairs(found.filter(isOf('boarding'))),
      });
      await queries.query({ text: PUT }, [tenant, JSON.stringify(judged)]);
      return rosterOf(queries, tenant, tripId);
    });
  }

  async countsOf(tenant: string, tripIds: readonly string[]): Promise<ReadonlyMap<string, TripHeads>> {
    const rows = await this.#database.query({ name: 'boarding-counts', text: COUNTS }, [
      tenant,
      JSON.stringify(tripIds),
    ]);
    return new Map(rows.map((row) => [readText(row, 'trip_id'), headsOf(row)]));
  }

  async stopsOf(
    tenant: string,
    tripId: string,
    guardianId?: string,
  ): Promise<ReadonlyMap<number, StopHeads>> {
    const rows = await this.#database.query({ text: STOP_COUNTS }, [tenant, tripId, guardianId ?? null]);
    return new Map(
      rows.map((row) => [
        readNumber(row, 'sequence'),
        { toBoard: readNumber(row, 'to_board'), toAlight: readNumber(row, 'to_alight') },
      ]),
    );
  }

  async troubled(leftBefore: number, limit: number): Promise<TroubledTrip[]> {
    const rows = await this.#database.query({ text: TROUBLED(timeParameter(1)) }, [leftBefore, limit]);
    return rows.map((row) => ({ tenant: readText(row, 'tenant_id'), tripId: readText(row, 'trip_id') }));
  }
}

async function rosterOf(queries: Queries, tenant: string, tripId: string): Promise<TripRoster | undefined> {
  return (await queries.query({ name: 'trip-roster', text: ROSTER }, [tenant, tripId])).map(readRoster)[0];
}

function isOf(what: string): (row: Row) => boolean {
  return (row) => row.what === what;
}

function pairs(rows: readonly Row[]): ReadonlyMap<string, string> {
  return new Map(rows.map((row) => [readText(row, 'id'), readText(row, 'found')]));
}

function headsOf(row: Row): TripHeads {
  const flags = (['unexpected_child', 'missing_child', 'child_left_on_bus'] as const).filter(
    (flag) => readNumber(row, flag) > 0,
  );
  return { boarded: readNumber(row, 'boarded'), expected: readNumber(row, 'expected'), flags };
}
