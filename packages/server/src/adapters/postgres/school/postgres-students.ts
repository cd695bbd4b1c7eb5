import type { FollowRecord } from '../../../ports/follow-log.ts';
import type { WriteVerdict } from '../../../ports/registry.ts';
import { toSearchText } from '../../../ports/registry.ts';
import type { Erased, StoredStudent, StudentQuery, Students } from '../../../ports/students.ts';
import { readNumber } from '../cells.ts';
import type { Database, Parameter } from '../database.ts';
import { dossierOf, eraseStudent } from './erase-student.ts';
import { insertFollows } from './postgres-follow-log.ts';
import { readStudent, STUDENT_COLUMNS } from './student-rows.ts';
import { factsOf, lockStudents, putStudents, verdictOf } from './write-students.ts';

const MATCHING = `st.tenant_id = $1 and st.student_id > $2
    and not exists (
      select from jsonb_array_elements_text($3::text::jsonb) word where position(word in st.search) = 0)
    and ($4::text is null or exists (
      select from student_rides r
      where r.tenant_id = st.tenant_id and r.student_id = st.student_id and r.schedule_id = $4))`;
const PAGE = `select ${STUDENT_COLUMNS} from students st where ${MATCHING} order by st.student_id limit $5`;
const COUNT = `select count(*)::float8 as count from students st where ${MATCHING}`;
const GET = `select ${STUDENT_COLUMNS} from students st where st.tenant_id = $1 and st.student_id = $2`;

/** Students in the tables `students`, `student_guardians` and `student_rides`. */
export class PostgresStudents implements Students {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async page(tenant: string, query: StudentQuery, limit: number): Promise<StoredStudent[]> {
    return (await this.#database.query({ text: PAGE }, [...matching(tenant, query), limit])).map(readStudent);
  }

  async count(tenant: string, query: StudentQuery): Promise<number> {
    const [row = {}] = await this.#database.query({ text: COUNT }, matching(tenant, query));
    return readNumber(row, 'count');
  }

  async get(tenant: string, studentId: string): Promise<StoredStudent | undefined> {
    return (await this.#database.query({ text: GET }, [tenant, studentId])).map(readStudent)[0];
  }

  write(
    tenant: string,
    write: Parameters<Students['write']>[1],
    decide: Parameters<Students['write']>[2],
    dryRun: boolean,
  ): Promise<readonly WriteVerdict[] | undefined> {
    return this.#database.transaction(async (queries) => {
      await lockStudents(queries, tenant);
      const facts = await factsOf(queries, tenant, write);
      const after = decide(facts);
      if (after === undefined) return undefined;
      const entries = write.ids.flatMap((id, index) => {
        const fields = after[index];
        return fields === undefined ? [] : [[id, fields] as const];
      });
      const verdicts = entries.map(([id, fields]) => verdictOf(facts.before.get(id), fields));
      const changed = entries.filter((_entry, index) => verdicts[index] !== 'unchanged');
      if (!dryRun) await putStudents(queries, tenant, changed);
      return verdicts;
    });
  }

  erase(tenant: string, studentId: string, note: FollowRecord): Promise<Erased | undefined> {
    return this.#database.transaction(async (queries) => {
      await lockStudents(queries, tenant);
      const erased = await eraseStudent(queries, tenant, studentId);
      if (erased !== undefined) await insertFollows(queries, [note]);
      return erased;
    });
  }

  dossier(tenant: string, studentId: string): Promise<Readonly<Record<string, unknown>> | undefined> {
    return dossierOf(this.#database, tenant, studentId);
  }
}

function matching(tenant: string, { words, scheduleId, after = '' }: StudentQuery): Parameter[] {
  return [tenant, after, JSON.stringify(words.map(toSearchText)), scheduleId ?? null];
}
