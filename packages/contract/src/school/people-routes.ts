import { z } from 'zod';
import { Id } from '../ids.ts';
import { ImportReport } from '../registry-schemas.ts';
import type { RouteDefinition } from '../route-definition.ts';
import {
  BoardingBatch,
  BoardingReceipt,
  FollowEntry,
  FollowLogQuery,
  GuardianNotice,
  NoticeQuery,
  PassengerList,
  Student,
  StudentDescription,
  StudentQuery,
} from './people-schemas.ts';

const StudentParams = z.object({ id: Id });
const TripParams = z.object({ id: Id });

/** Routes of students, of who boards, and of who was told and who looked. */
export const PEOPLE_ROUTES = {
  listStudents: {
    method: 'GET',
    path: '/api/school/students',
    access: 'token',
    query: StudentQuery,
    status: 200,
    response: z.object({
      items: z.array(Student),
      nextCursor: z.string().nullable(),
      total: z.number().int().optional().meta({ description: 'How many match; on the first page only.' }),
    }),
    summary: 'Students in order of ids, with their guardians, cards and rides.',
  },
  exportStudents: {
    method: 'GET',
    path: '/api/school/students/export',
    access: 'token',
    status: 200,
    mediaTypes: ['text/csv'],
    summary: 'All students as the CSV file that the import takes.',
  },
  importStudents: {
    method: 'POST',
    path: '/api/school/students/import',
    access: 'token',
    query: z.object({
      dryRun: z.enum(['true', 'false']).default('false').meta({ description: 'Only say what would happen.' }),
    }),
    body: z.string(),
    bodyType: 'text/csv',
    mayConflict: true,
    status: 200,
    response: ImportReport,
    summary: 'Enters students from a CSV file, all rows or none, and reports row by row what is wrong.',
  },
  student: {
    method: 'GET',
    path: '/api/school/students/:id',
    access: 'token',
    params: StudentParams,
    status: 200,
    response: Student,
    summary: 'One student.',
  },
  putStudent: {
    method: 'PUT',
    path: '/api/school/students/:id',
    access: 'token',
    params: StudentParams,
    body: StudentDescription,
    mayConflict: true,
    status: 200,
    response: Student,
    summary: 'Enters or describes a student; what is left out becomes empty. A card belongs to one student.',
  },
  removeStudent: {
    method: 'DELETE',
    path: '/api/school/students/:id',
    access: 'token',
    params: StudentParams,
    status: 204,
    summary:
      'Erases a student: rides, guardians, boardings, notices and alerts go too. Nothing brings them back.',
  },
  exportStudent: {
    method: 'GET',
    path: '/api/school/students/:id/export',
    access: 'token',
    params: StudentParams,
    status: 200,
    response: z.record(z.string(), z.unknown()),
    summary: 'Everything that is stored on a student, table by table, for whoever has a right to know.',
  },
  tripPassengers: {
    method: 'GET',
    path: '/api/school/trips/:id/students',
    access: 'token',
    params: TripParams,
    status: 200,
    response: PassengerList,
    summary: 'Who is expected on a trip and who has boarded; drivers may ask for their own trips.',
  },
  reportBoardings: {
    method: 'POST',
    path: '/api/school/trips/:id/boardings',
    access: 'token',
    params: TripParams,
    body: BoardingBatch,
    status: 200,
    response: BoardingReceipt,
    summary:
      'Students that got on, got off or did not come: each judged by itself, in any order, harmless when repeated.',
  },
  schoolNotices: {
    method: 'GET',
    path: '/api/school/notices',
    access: 'token',
    query: NoticeQuery,
    status: 200,
    response: z.object({ items: z.array(GuardianNotice), nextCursor: z.string().nullable() }),
    summary: 'Whom the system told what about which child, or why it did not; newest first.',
  },
  followLog: {
    method: 'GET',
    path: '/api/school/follow-log',
    access: 'token',
    query: FollowLogQuery,
    status: 200,
    response: z.object({ items: z.array(FollowEntry), nextCursor: z.string().nullable() }),
    summary: "Who followed which vehicle or trip, or read a child's data, and by what right; newest first.",
  },
} as const satisfies Record<string, RouteDefinition>;
