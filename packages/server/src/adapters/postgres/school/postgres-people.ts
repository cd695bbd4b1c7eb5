import type { Boardings } from '../../../ports/boardings.ts';
import type { FollowLog } from '../../../ports/follow-log.ts';
import type { Guardians } from '../../../ports/guardians.ts';
import type { Students } from '../../../ports/students.ts';
import type { Database } from '../database.ts';
import { PostgresBoardings } from './postgres-boardings.ts';
import { PostgresFollowLog } from './postgres-follow-log.ts';
import { PostgresGuardians } from './postgres-guardians.ts';
import { PostgresStudents } from './postgres-students.ts';

/** What is stored of children, and of who looked after them. */
export interface PeopleStore {
  readonly students: Students;
  readonly boardings: Boardings;
  readonly guardians: Guardians;
  readonly followLog: FollowLog;
}

export function postgresPeople(database: Database): PeopleStore {
  return {
    students: new PostgresStudents(database),
    boardings: new PostgresBoardings(database),
    guardians: new PostgresGuardians(database),
    followLog: new PostgresFollowLog(database),
  };
}
