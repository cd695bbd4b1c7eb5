import type {
  FollowEntry,
  GuardianChild,
  GuardianNotice,
  ImportReport,
  NoticeSetting,
  Student,
  StudentDescription,
  Subject,
} from '@waycast/contract';
import type { BoardingDesk } from './boarding-desk.ts';
import type { FollowNotes } from './follow-log.ts';
import type { GuardianRights } from './guardian-rights.ts';

/** A page of students, in order of ids. */
export interface StudentPage {
  readonly items: Student[];
  readonly nextCursor: string | null;
  /** How many match, on the first page. */
  readonly total?: number;
}

export interface StudentListQuery {
  readonly q?: string | undefined;
  readonly scheduleId?: string | undefined;
  readonly limit: number;
  readonly cursor?: string | undefined;
}

/** Students as those who manage them see them. Rejects with errors of the catalogue. */
export interface StudentDesk {
  list(tenant: string, query: StudentListQuery): Promise<StudentPage>;
  /** `not_found`. What is read of a child is noted. */
  get(subject: Subject, studentId: string): Promise<Student>;
  /** What is left out becomes empty. `invalid` for what the plan has not, `conflict` for a card of somebody else's. */
  put(tenant: string, studentId: string, description: StudentDescription): Promise<Student>;
  /** Removes everything that is stored on the student, and notes that it was done, not of whom. `not_found`. */
  erase(subject: Subject, studentId: string): Promise<void>;
  /** Everything that is stored on the student. `not_found`. */
  dossier(subject: Subject, studentId: string): Promise<Readonly<Record<string, unknown>>>;
  /** Enters the rows of a CSV file, all or none. */
  import(tenant: string, csv: string, dryRun: boolean): Promise<ImportReport>;
  /** All students as a CSV file that the import takes. */
  export(subject: Subject): AsyncGenerator<string>;
}

/** A page of what was told or done, newest first. */
export interface NewestFirst<T> {
  readonly items: T[];
  readonly nextCursor: string | null;
}

export interface NoticeListQuery {
  readonly studentId?: string | undefined;
  readonly guardianId?: string | undefined;
  readonly tripId?: string | undefined;
  readonly limit: number;
  readonly cursor?: string | undefined;
}

/** Guardians and their own children. Rejects with errors of the catalogue. */
export interface GuardianDesk {
  children(subject: Subject): Promise<GuardianChild[]>;
  /** How near the bus is to be. `not_found` for a child that is not the subject's. */
  setNotice(subject: Subject, studentId: string, setting: NoticeSetting): Promise<NoticeSetting>;
  /** What the subject was told, and what not. */
  ownNotices(subject: Subject, query: NoticeListQuery): Promise<NewestFirst<GuardianNotice>>;
  /** The same of all guardians, for those who manage students. */
  notices(tenant: string, query: NoticeListQuery): Promise<NewestFirst<GuardianNotice>>;
}

export interface FollowListQuery {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly subjectId?: string | undefined;
  readonly vehicleId?: string | undefined;
  readonly studentId?: string | undefined;
  readonly limit: number;
  readonly cursor?: string | undefined;
}

/** Who followed what, as admins see it. */
export interface FollowLogDesk {
  page(tenant: string, query: FollowListQuery): Promise<NewestFirst<FollowEntry>>;
}

/** Students, boardings, guardians and the log of who looked, as the gateways offer them. */
export interface People {
  readonly students: StudentDesk;
  readonly boarding: BoardingDesk;
  readonly guardians: GuardianDesk;
  readonly followLog: FollowLogDesk;
  /** What guardians may follow at present. */
  readonly rights: GuardianRights;
  readonly notes: FollowNotes;
}
