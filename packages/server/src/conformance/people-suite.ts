import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Boarding, Boardings, JudgedBoarding } from '../ports/boardings.ts';
import type { FollowLog, FollowRecord } from '../ports/follow-log.ts';
import type { Guardians, Notice } from '../ports/guardians.ts';
import type { StudentFields, Students } from '../ports/students.ts';
import type { TripToStore } from '../ports/trips.ts';
import { sampleTrip, TRIP_START } from './trip-samples.ts';

/** Ports that hold what is known of children, over one store. */
export interface PeopleSubject {
  readonly students: Students;
  readonly boardings: Boardings;
  readonly guardians: Guardians;
  readonly followLog: FollowLog;
  readonly trips: { create(trips: readonly TripToStore[]): Promise<unknown> };
}

const TRIP = 'morning~2026-05-04';
const MINUTE = 60_000;

/** What the ports `Students`, `Boardings`, `Guardians` and `FollowLog` promise; each test uses a tenant of its own. */
export function peopleSuite(name: string, subject: () => PeopleSubject): void {
  describe(`people: ${name}`, () => {
    const enter = (
      tenant: string,
      ids: readonly string[],
      more: Partial<StudentFields> = {},
      dryRun = false,
    ) =>
      subject().students.write(
        tenant,
        { ids, scheduleIds: ['morning'], cardIds: more.cardIds ?? [] },
        () => ids.map((id) => studentOf(id, more)),
        dryRun,
      );

    it('P1 writes students wholly, says what that did, and writes nothing in a dry run', async () => {
      const tenant = randomUUID();
      expect(await enter(tenant, ['ann', 'bea'], {}, true)).toEqual(['created', 'created']);
      expect(await subject().students.count(tenant, { words: [] })).toBe(0);
      expect(await enter(tenant, ['ann', 'bea'])).toEqual(['created', 'created']);
      expect(await enter(tenant, ['ann'])).toEqual(['unchanged']);
      expect((await subject().students.get(tenant, 'ann'))?.fields).toEqual(studentOf('ann'));
      const write = { ids: ['ann'], scheduleIds: [], cardIds: [] };
      const refuse = (): never => {
        throw new Error('never mind');
      };
      await expect(subject().students.write(tenant, write, refuse, false)).rejects.toThrow('never mind');
    });

    it('P2 leaves to a guardian what they chose, when the student is written again', async () => {
      const tenant = randomUUID();
      await enter(tenant, ['ann']);
      const chosen = { seconds: 120, metres: 900 };
      expect(await subject().guardians.setApproach(tenant, 'mum', 'ann', chosen)).toBe(true);
      expect(await subject().guardians.setApproach(tenant, 'mum', 'bea', chosen)).toBe(false);
      await enter(tenant, ['ann'], { name: 'Anna' });
      expect(await subject().guardians.children(tenant, 'mum')).toEqual([
        { studentId: 'ann', name: 'Anna', approachS: 120, approachM: 900 },
      ]);
    });

    it('P3 erases every row that names a student, and notes who did it but not of whom', async () => {
      const tenant = randomUUID();
      await enter(tenant, ['ann', 'bea'], { cardIds: [] });
      await subject().trips.create([sampleTrip(tenant)]);
      await record(tenant, tapOf('ann', 'BOARDED'));
      await subject().guardians.decide(noticeOf(tenant, 'ann'));
      await subject().followLog.add([followOf(tenant, 'ann')]);
      const note = { ...followOf(tenant, null), action: 'erase:student' };
      expect(await subject().students.erase(tenant, 'ann', note)).toEqual({
        boardings: 1,
        notices: 1,
        alerts: 0,
      });
      expect(await subject().students.erase(tenant, 'ann', note)).toBeUndefined();
      expect(await subject().students.dossier(tenant, 'ann')).toBeUndefined();
      const log = await subject().followLog.page(tenant, {}, 9);
      expect(log.map(({ action, studentId }) => [action, studentId])).toEqual([
        ['erase:student', null],
        ['read:student', null],
      ]);
      // What comes after it names nobody any more.
      expect(await subject().guardians.decide(noticeOf(tenant, 'ann'))).toBe(false);
      expect((await subject().boardings.roster(tenant, TRIP))?.boardings).toEqual([]);
    });

    const record = (tenant: string, ...taps: Boarding[]) =>
      subject().boardings.record(
        tenant,
        TRIP,
        {
          ids: taps.flatMap(({ studentId }) => studentId ?? []),
          cardIds: [],
          boardingIds: taps.map(({ boardingId }) => boardingId),
        },
        ({ roster }) => {
          const known = new Set(roster.boardings.map(({ boardingId }) => boardingId));
          const all = [...roster.boardings, ...taps.filter(({ boardingId }) => !known.has(boardingId))];
          // Whoever is judged sees all taps of the trip.
          return all.map(
            (tap): JudgedBoarding => ({ ...tap, expected: true, flag: all.length > 1 ? 'repeated' : null }),
          );
        },
      );

    it('B1 B2 judges the taps of a trip one after another, and stores each once with what was last said of it', async () => {
      const tenant = randomUUID();
      await enter(tenant, ['ann', 'bea']);
      await subject().trips.create([sampleTrip(tenant)]);
      await Promise.all(['ann', 'bea', 'ann'].map((id) => record(tenant, tapOf(id, 'BOARDED'))));
      const roster = await subject().boardings.roster(tenant, TRIP);
      expect(roster?.boardings.map(({ boardingId, flag }) => [boardingId, flag])).toEqual([
        ['ann-BOARDED', 'repeated'],
        ['bea-BOARDED', 'repeated'],
      ]);
      expect(
        await subject().boardings.record(tenant, 'none', { ids: [], cardIds: [], boardingIds: [] }, () => []),
      ).toBeUndefined();
      expect((await subject().boardings.countsOf(tenant, [TRIP])).get(TRIP)?.boarded).toBe(2);
      expect(await subject().boardings.roster(randomUUID(), TRIP)).toBeUndefined();
    });

    it('G1 stores a decision for one caller only', async () => {
      const tenant = randomUUID();
      await enter(tenant, ['ann']);
      const decided = await Promise.all(
        [1, 2, 3].map(() => subject().guardians.decide(noticeOf(tenant, 'ann'))),
      );
      expect(decided.filter(Boolean)).toHaveLength(1);
      const [notice] = await subject().guardians.notices(tenant, { guardianId: 'mum' }, 9);
      expect(notice).toEqual(noticeOf(tenant, 'ann'));
      expect(await subject().guardians.notices(randomUUID(), {}, 9)).toEqual([]);
    });

    it('G3 gives what was not settled to one caller at a time, until it is settled', async () => {
      const tenant = randomUUID();
      await enter(tenant, ['ann']);
      const notice = { ...noticeOf(tenant, 'ann'), reason: 'sending' };
      await subject().guardians.decide(notice, MESSAGE);
      const takeUp = async (before: number, now: number) =>
        (await subject().guardians.takeUp(before, now, 100)).filter((one) => one.tenant === tenant);
      expect(await takeUp(TRIP_START, TRIP_START)).toEqual([]);
      const later = TRIP_START + MINUTE;
      const taken = await Promise.all([1, 2, 3].map(() => takeUp(later, later)));
      expect(taken.flat()).toEqual([{ ...notice, message: MESSAGE }]);
      expect(await takeUp(later, later)).toEqual([]);
      await subject().guardians.settle({ ...notice, sent: true, reason: 'sent' });
      expect(await takeUp(later + MINUTE, later + MINUTE)).toEqual([]);
    });

    it('G3 sends nothing more to who is no guardian of the child any more', async () => {
      const tenant = randomUUID();
      await enter(tenant, ['ann']);
      await subject().guardians.decide({ ...noticeOf(tenant, 'ann'), reason: 'sending' }, MESSAGE);
      await enter(tenant, ['ann'], { guardians: [] });
      const later = TRIP_START + MINUTE;
      const taken = await subject().guardians.takeUp(later, later, 100);
      expect(taken.filter((one) => one.tenant === tenant)).toEqual([]);
    });

    it('G4 what was sent stays sent, whatever another who was held up says of it', async () => {
      const tenant = randomUUID();
      await enter(tenant, ['ann']);
      const notice = { ...noticeOf(tenant, 'ann'), reason: 'sending' };
      await subject().guardians.decide(notice, MESSAGE);
      const settle = async (reason: string): Promise<unknown> => {
        await subject().guardians.settle({ ...notice, sent: reason === 'sent', reason });
        return (await subject().guardians.notices(tenant, {}, 9)).map((one) => [one.sent, one.reason]);
      };
      expect(await settle('late')).toEqual([[false, 'late']]);
      expect(await settle('failed')).toEqual([[false, 'late']]);
      expect(await settle('sent')).toEqual([[true, 'sent']]);
      expect(await settle('failed')).toEqual([[true, 'sent']]);
    });

    it('keeps who followed what only of tenants that have students', async () => {
      const [tenant, without] = [randomUUID(), randomUUID()];
      await enter(tenant, ['ann']);
      await subject().followLog.add([
        followOf(tenant, 'ann'),
        followOf(without, null),
        followOf(tenant, 'nobody'),
      ]);
      const page = await subject().followLog.page(tenant, { subjectId: 'olga' }, 9);
      expect(page.map(({ studentId }) => studentId).toSorted()).toEqual(['ann', null]);
      expect(await subject().followLog.page(without, {}, 9)).toEqual([]);
    });
  });
}

const MESSAGE = {
  title: 'The bus',
  body: 'comes',
  vehicleId: 'bus-7',
  at: TRIP_START,
  until: TRIP_START + MINUTE,
};

function studentOf(id: string, more: Partial<StudentFields> = {}): StudentFields {
  return {
    ...{ name: `Child ${id}`, grade: null, note: null, cardIds: [], rides: [] },
    guardians: [{ guardianId: 'mum', relation: null }],
    ...more,
  };
}

function tapOf(studentId: string, action: Boarding['action']): Boarding {
  return {
    ...{ boardingId: `${studentId}-${action}`, tripId: TRIP, studentId, cardId: null, action, method: 'tap' },
    ...{ at: TRIP_START, stopSequence: null, recordedBy: 'dora' },
  };
}

function noticeOf(tenant: string, studentId: string): Notice {
  return {
    ...{ tenant, tripId: TRIP, studentId, guardianId: 'mum', kind: 'boarded' },
    ...{ decidedAt: TRIP_START, sent: false, reason: 'late', evidence: { why: 'so' } },
  };
}

function followOf(tenant: string, studentId: string | null): FollowRecord {
  return {
    ...{ tenant, at: TRIP_START, subjectId: 'olga', roles: ['admin'], action: 'read:student' },
    ...{ vehicleId: null, tripId: null, studentId, via: 'role' },
  };
}
