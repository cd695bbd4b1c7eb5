import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freshDatabase } from '../../../../../test/fixtures/database.ts';
import { tokenOf } from '../../sharing/sharing-server.ts';
import { openSchool, type SchoolGround } from './school-ground.ts';

const database = freshDatabase();
let school: SchoolGround;
let driver: string;
const START = Date.now() - 300_000;

beforeAll(async () => {
  school = await openSchool(await database);
  driver = await tokenOf({ subject: 'dora', roles: ['driver'] });
  await school.student('ann', { cardIds: ['C-ann'] });
  await school.student('bea');
  await school.student('eve', { rides: [] });
  await school.student('off', {
    rides: [{ scheduleId: 'AM', boardSequence: 1, alightSequence: 4, weekdays: [otherDay()] }],
  });
  await school.trip('t-1', 'AM', START, { status: 'IN_PROGRESS' });
});
afterAll(() => school?.close());

/** A weekday that the trip's is not. */
function otherDay(): number {
  return ((new Date(START).getUTCDay() + 3) % 7) + 1;
}

let taps = 0;
const tap = (more: object): object => {
  taps += 1;
  return { boardingId: `b-${taps}`, action: 'BOARDED', at: START + taps * 1000, ...more };
};
const report = (...boardings: object[]) => school.ask('POST', '/trips/t-1/boardings', { boardings }, driver);

describe('boardings', () => {
  it('are judged each by itself, and counted', async () => {
    const { status, json } = await report(
      tap({ cardId: 'C-ann', method: 'nfc' }),
      tap({ studentId: 'eve' }),
      tap({ cardId: 'C-unknown', method: 'qr' }),
      tap({ studentId: 'nobody' }),
      tap({ studentId: 'bea', cardId: 'C-ann' }),
      tap({ studentId: 'bea', stopSequence: 77 }),
      tap({ studentId: 'bea', at: 'yesterday' }),
      tap({ studentId: 'bea', at: Date.now() + 600_000 }),
    );
    expect(status).toBe(200);
    const { results, ...counts } = json as {
      results: { code?: string; flag: string | null; studentId: string | null }[];
    };
    expect(counts).toEqual({ accepted: 3, studentsBoarded: 2, studentsExpected: 2 });
    expect(results.map(({ code, flag, studentId }) => code ?? `${studentId} ${flag}`)).toEqual([
      'ann null',
      'eve unexpected',
      'null unknown_card',
      'not_found',
      'invalid',
      'invalid',
      'invalid',
      'invalid',
    ]);
  });

  it('are harmless when they are sent again, and once for several trips', async () => {
    const again = { boardingId: 'b-1', cardId: 'C-ann', action: 'BOARDED', at: START + 1000, method: 'nfc' };
    expect((await report(again)).json).toMatchObject({
      results: [{ studentId: 'ann', flag: null }],
      studentsBoarded: 2,
    });
    await school.trip('t-2', 'AM', START, { vehicleId: 'bus-9' });
    const elsewhere = await school.ask('POST', '/trips/t-2/boardings', { boardings: [again] });
    expect(elsewhere.json).toMatchObject({ accepted: 0, results: [{ code: 'conflict' }] });
  });

  it('come late and change what was said of others', async () => {
    const [later, earlier] = [START + 200_000, START + 100_000];
    await report(tap({ studentId: 'bea', at: later }));
    expect((await report(tap({ studentId: 'bea', at: earlier }))).json).toMatchObject({
      results: [{ flag: null }],
    });
    const rows = await school.sql(`select flag from boardings where student_id = 'bea' order by at`);
    expect(rows.map(({ flag }) => flag)).toEqual([null, 'repeated']);
  });

  it('make the list that a driver sees, and nobody else', async () => {
    await report(tap({ studentId: 'bea', action: 'ABSENT', at: START + 290_000 }));
    const { json } = await school.ask('GET', '/trips/t-1/students', undefined, driver);
    expect(json).toMatchObject({ status: 'IN_PROGRESS', studentsBoarded: 2, studentsExpected: 1 });
    const { students } = json as {
      students: { studentId: string; state: string; boardSequence: number | null }[];
    };
    expect(students.map(({ studentId, state, boardSequence }) => [studentId, state, boardSequence])).toEqual([
      ['ann', 'BOARDED', 1],
      ['bea', 'ABSENT', 1],
      ['eve', 'BOARDED', null],
    ]);
    const other = await tokenOf({ subject: 'dan', roles: ['driver'] });
    const onBus = await tokenOf({ subject: 'dan', roles: ['driver'], vehicles: ['bus-7'] });
    const parent = await tokenOf({ subject: 'parent', roles: ['viewer'] });
    const status = async (token: string) =>
      (await school.ask('GET', '/trips/t-1/students', undefined, token)).status;
    expect([await status(other), await status(onBus), await status(parent)]).toEqual([404, 200, 403]);
    expect(
      (await school.ask('POST', '/trips/t-1/boardings', { boardings: [tap({ studentId: 'ann' })] }, other))
        .status,
    ).toBe(404);
    const stranger = await tokenOf({ tenant: 'another' });
    expect(await status(stranger)).toBe(404);
  });
});
