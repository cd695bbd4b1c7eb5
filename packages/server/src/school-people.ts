import type { Closers } from './closers.ts';
import { createBoardingDesk } from './modules/school/boarding/boarding-desk.ts';
import { createFollowLogDesk } from './modules/school/people/follow-log-desk.ts';
import { createFollowNotes } from './modules/school/people/follow-notes.ts';
import { createGuardianDesk } from './modules/school/people/guardian-desk.ts';
import { createStudentDesk } from './modules/school/people/student-desk.ts';
import type { Boardings } from './ports/boardings.ts';
import type { Clock } from './ports/clock.ts';
import type { FollowLog } from './ports/follow-log.ts';
import type { Guardians } from './ports/guardians.ts';
import type { Log } from './ports/log.ts';
import type { People } from './ports/people-desk.ts';
import type { Students } from './ports/students.ts';

export interface SchoolPeopleParts {
  readonly store: {
    readonly students: Students;
    readonly boardings: Boardings;
    readonly guardians: Guardians;
    readonly followLog: FollowLog;
  };
  readonly clock: Clock;
  readonly log: Log;
}

/** Students, who boards, and their guardians, until the closers run. */
export interface SchoolPeople {
  readonly people: People;
}

export function openSchoolPeople({ store, clock, log }: SchoolPeopleParts, closers: Closers): SchoolPeople {
  const { students, boardings, guardians, followLog } = store;
  const notes = createFollowNotes({ followLog, clock, log });
  closers.push(() => notes.close());
  const common = { notes, clock, changed: () => undefined };
  const people: People = {
    students: createStudentDesk({ students, ...common }),
    boarding: createBoardingDesk({ boardings, ...common, recorded: () => undefined }),
    guardians: createGuardianDesk({ guardians, ...common, forecastOf: async () => undefined }),
    followLog: createFollowLogDesk(followLog, notes.flush),
  };
  return { people };
}
