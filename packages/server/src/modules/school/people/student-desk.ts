import {
  type ImportReport,
  STUDENT_MAX,
  type Student,
  type StudentDescription,
  type Subject,
  WaycastError,
} from '@waycast/contract';
import { isoTime } from '../../../kernel/iso-time.ts';
import type { Clock } from '../../../ports/clock.ts';
import type { FollowNotes, FollowRecord } from '../../../ports/follow-log.ts';
import type { StudentDesk, StudentListQuery, StudentPage } from '../../../ports/people-desk.ts';
import type { StoredStudent, Students } from '../../../ports/students.ts';
import { exportStudents, importStudents } from './import-students.ts';
import { judgeStudent, type StudentProblem, type StudentWish } from './judge-students.ts';

export interface StudentDeskParts {
  readonly students: Students;
  readonly notes: FollowNotes;
  readonly clock: Clock;
  /** Called after students of a tenant have changed; without ids: any of them. */
  readonly changed: (tenant: string) => void;
}

/** Words of a search that count. */
const MAX_WORDS = 10;

/** Manages students. */
export function createStudentDesk({ students, notes, clock, changed }: StudentDeskParts): StudentDesk {
  async function found(tenant: string, studentId: string): Promise<StoredStudent> {
    return (await students.get(tenant, studentId)) ?? absent(studentId);
  }

  return {
    list: (tenant, query) => list(students, tenant, query),
    async get(subject, studentId) {
      const student = await found(subject.tenant, studentId);
      notes.read(noteOf(subject, 'read:student', studentId));
      return show(student);
    },
    async put(tenant, studentId, description) {
      await put(students, tenant, studentId, wishOf(description));
      changed(tenant);
      return show(await found(tenant, studentId));
    },
    async erase(subject, studentId) {
      const note = { ...noteOf(subject, 'erase:student', null), at: clock.now() };
      const erased = await students.erase(subject.tenant, studentId, note);
      changed(subject.tenant);
      if (erased === undefined) absent(studentId);
    },
    async dossier(subject, studentId) {
      notes.read(noteOf(subject, 'export:student', studentId));
      return (await students.dossier(subject.tenant, studentId)) ?? absent(studentId);
    },
    async import(tenant, csv, dryRun): Promise<ImportReport> {
      const report = await importStudents(students, tenant, csv, dryRun);
      if (report.applied) changed(tenant);
      return report;
    },
    export(subject) {
      notes.read(noteOf(subject, 'export:students', null));
      return exportStudents(students, subject.tenant);
    },
  };
}

async function put(students: Students, tenant: string, id: string, wish: StudentWish): Promise<void> {
  const write = {
    ids: [id],
    scheduleIds: (wish.rides ?? []).map(({ scheduleId }) => scheduleId),
    cardIds: wish.cardIds ?? [],
  };
  const decide: Parameters<Students['write']>[2] = (facts) => {
    const before = facts.before.get(id);
    const verdict = judgeStudent(wish, before, facts);
    if (verdict.kind === 'bad') throw problemError(verdict.problems);
    if (before === undefined && facts.count >= STUDENT_MAX.perTenant) throw fullError(facts.count);
    return [verdict.fields];
  };
  await students.write(tenant, write, decide, false);
}

async function list(students: Students, tenant: string, query: StudentListQuery): Promise<StudentPage> {
  const { q = '', scheduleId, limit, cursor } = query;
  const words = q
    .split(/\s+/)
    .filter((word) => word !== '')
    .slice(0, MAX_WORDS);
  const wanted = { words, scheduleId };
  const [found, total] = await Promise.all([
    students.page(tenant, { ...wanted, after: cursor }, limit + 1),
    cursor === undefined ? students.count(tenant, wanted) : undefined,
  ]);
  const items = found.slice(0, limit).map(show);
  const nextCursor = found.length > limit ? (items.at(-1)?.studentId ?? null) : null;
  return { items, nextCursor, ...(total === undefined ? {} : { total }) };
}

function show({ studentId, fields, brokenRides, updatedAt }: StoredStudent): Student {
  const { cardIds, guardians, rides, ...rest } = fields;
  const broken = brokenRides.length;
  return {
    studentId,
    ...rest,
    cardIds: [...cardIds],
    guardians: [...guardians],
    rides: rides.map(({ weekdays, ...ride }) => ({
      ...ride,
      weekdays: weekdays === null ? null : [...weekdays],
    })),
    flags: [...(rides.length === broken ? ['no_ride'] : []), ...(broken > 0 ? ['broken_ride'] : [])],
    updatedAt: isoTime(updatedAt),
  };
}

/** PUT gives everything: what is left out of the description is empty by its defaults. */
function wishOf({ rides, ...rest }: StudentDescription): StudentWish {
  return {
    ...rest,
    rides: rides.map(({ scheduleId, weekdays, ...leg }) => ({ scheduleId, leg, weekdays })),
  };
}

function noteOf(subject: Subject, action: string, studentId: string | null): Omit<FollowRecord, 'at'> {
  const { tenant, id: subjectId, roles } = subject;
  return {
    tenant,
    subjectId,
    roles: [...roles],
    action,
    vehicleId: null,
    tripId: null,
    studentId,
    via: 'role',
  };
}

function problemError(problems: readonly StudentProblem[]): WaycastError {
  const said = problems
    .slice(0, 5)
    .map(({ column, reason, remedy }) => `${column}: ${reason}. ${remedy}`)
    .join(' ');
  return new WaycastError(problems.every(({ taken }) => taken) ? 'conflict' : 'invalid', said);
}

/** What is said when a tenant has as many students as it may. */
function fullError(count: number): WaycastError {
  const message = `the tenant has ${count} students and may have ${STUDENT_MAX.perTenant}; remove some first`;
  return new WaycastError('conflict', message);
}

function absent(studentId: string): never {
  throw new WaycastError('not_found', `no student ${studentId} that you may see`);
}
