import { Readable } from 'node:stream';
import { BoardingBatch, GuardianNoticeSetting, StudentDescription, WaycastError } from '@waycast/contract';
import { decodeBy } from '../../../kernel/invalid.ts';
import { begun } from '../files/begun.ts';
import type { Handlers } from '../handler.ts';
import type { HttpParts } from '../parts.ts';

type StudentRoutes = Pick<
  Handlers,
  | 'listStudents'
  | 'exportStudents'
  | 'importStudents'
  | 'student'
  | 'putStudent'
  | 'removeStudent'
  | 'exportStudent'
>;
type BoardingRoutes = Pick<Handlers, 'tripPassengers' | 'reportBoardings'>;
type GuardianRoutes = Pick<Handlers, 'guardianChildren' | 'setGuardianNotice' | 'guardianNotices'>;
type OversightRoutes = Pick<Handlers, 'schoolNotices' | 'followLog'>;

/** Students, who boards, guardians, and who was told and who looked. */
export function peopleRoutes(
  parts: HttpParts,
): StudentRoutes & BoardingRoutes & GuardianRoutes & OversightRoutes {
  return {
    ...studentRoutes(parts),
    ...boardingRoutes(parts),
    ...guardianRoutes(parts),
    ...oversightRoutes(parts),
  };
}

function studentRoutes({ people: { students } }: HttpParts): StudentRoutes {
  return {
    listStudents: ({ subject, query }) => students.list(subject.tenant, query),
    student: ({ subject, params }) => students.get(subject, params.id),
    putStudent: ({ subject, params, body }) =>
      students.put(subject.tenant, params.id, decodeBy(StudentDescription, body)),
    async removeStudent({ subject, params, reply }) {
      await students.erase(subject, params.id);
      return reply.send();
    },
    async exportStudent({ subject, params, reply }) {
      reply.header('cache-control', 'no-store');
      return { ...(await students.dossier(subject, params.id)) };
    },
    importStudents({ subject, query, body }) {
      if (typeof body !== 'string')
        throw new WaycastError('invalid', 'the body takes a CSV file; send it with Content-Type: text/csv');
      return students.import(subject.tenant, body, query.dryRun === 'true');
    },
    async exportStudents({ subject, reply }) {
      const lines = await begun(students.export(subject));
      reply
        .type('text/csv; charset=utf-8')
        .header('content-disposition', 'attachment; filename="students.csv"')
        .header('cache-control', 'no-store');
      return reply.send(Readable.from(lines, { objectMode: false }));
    },
  };
}

function boardingRoutes({ people: { boarding } }: HttpParts): BoardingRoutes {
  return {
    tripPassengers: ({ subject, params }) => boarding.passengers(subject, params.id),
    reportBoardings: ({ subject, params, body }) =>
      boarding.report(subject, params.id, decodeBy(BoardingBatch, body).boardings),
  };
}

function guardianRoutes({ people: { guardians } }: HttpParts): GuardianRoutes {
  return {
    async guardianChildren({ subject, reply }) {
      reply.header('cache-control', 'no-store');
      return { children: await guardians.children(subject) };
    },
    setGuardianNotice: ({ subject, params, body }) =>
      guardians.setNotice(subject, params.id, decodeBy(GuardianNoticeSetting, body)),
    guardianNotices: ({ subject, query }) => guardians.ownNotices(subject, query),
  };
}

function oversightRoutes({ people: { guardians, followLog } }: HttpParts): OversightRoutes {
  return {
    schoolNotices: ({ subject, query }) => guardians.notices(subject.tenant, query),
    followLog: ({ subject, query }) => followLog.page(subject.tenant, query),
  };
}
