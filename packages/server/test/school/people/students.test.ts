import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freshDatabase } from '../../../../../test/fixtures/database.ts';
import { tokenOf } from '../../sharing/sharing-server.ts';
import { openSchool, type SchoolGround } from './school-ground.ts';

const database = freshDatabase();
let school: SchoolGround;
beforeAll(async () => {
  school = await openSchool(await database);
});
afterAll(() => school?.close());

const AOIFE = {
  name: 'Aoife Byrne',
  grade: '4',
  note: 'nuts',
  cardIds: ['04A2'],
  guardians: [{ guardianId: 'parent-12', relation: 'mother' }],
  rides: [{ scheduleId: 'AM', boardSequence: 2, alightSequence: 4, weekdays: [5, 1] }],
};

describe('students', () => {
  it('are entered, read, found, described anew and erased', async () => {
    const put = await school.ask('PUT', '/students/s-1', AOIFE);
    expect(put).toMatchObject({ status: 200, json: { ...AOIFE, rides: [{ weekdays: [1, 5] }], flags: [] } });
    expect(await school.ask('GET', '/students/s-1')).toEqual(put);
    const found = await school.ask('GET', '/students?q=aóife 4');
    expect(found.json).toMatchObject({ items: [{ studentId: 's-1' }], nextCursor: null, total: 1 });
    expect((await school.ask('GET', '/students?scheduleId=PM')).json).toMatchObject({ items: [], total: 0 });
    const bare = await school.ask('PUT', '/students/s-1', { name: 'A' });
    expect(bare.json).toMatchObject({
      grade: null,
      cardIds: [],
      guardians: [],
      rides: [],
      flags: ['no_ride'],
    });
    expect((await school.ask('DELETE', '/students/s-1')).status).toBe(204);
    expect((await school.ask('GET', '/students/s-1')).status).toBe(404);
    expect((await school.ask('DELETE', '/students/s-1')).status).toBe(404);
  });

  it('keep what a guardian chose to be told when they are described anew', async () => {
    await school.ask('PUT', '/students/s-2', { ...AOIFE, cardIds: [] });
    const parent = await tokenOf({ subject: 'parent-12', roles: ['viewer'] });
    const setting = { seconds: 120, metres: 900 };
    expect((await school.ask('PUT', '/guardian/children/s-2/notice', setting, parent)).json).toEqual(setting);
    await school.ask('PUT', '/students/s-2', { ...AOIFE, cardIds: [], grade: '5' });
    const { json } = await school.ask('GET', '/guardian/children', undefined, parent);
    expect(json).toMatchObject({ children: [{ studentId: 's-2', notice: setting }] });
    const other = await tokenOf({ subject: 'parent-13', roles: ['viewer'] });
    expect((await school.ask('PUT', '/guardian/children/s-2/notice', setting, other)).status).toBe(404);
    expect((await school.ask('GET', '/guardian/children', undefined, other)).json).toEqual({ children: [] });
  });

  it.each([
    [
      { rides: [{ scheduleId: 'XX', boardSequence: 1, alightSequence: 2 }] },
      400,
      /no schedule XX.*Enter the schedule/,
    ],
    [{ rides: [{ scheduleId: 'AM', boardSequence: 1, alightSequence: 9 }] }, 400, /has stops 1 to 4.*AM:1-4/],
    [
      { rides: [{ scheduleId: 'AM', boardSequence: 3, alightSequence: 2 }] },
      400,
      /does not come after.*later stop/,
    ],
    [{ cardIds: ['C-9'] }, 409, /student owner's.*take the card away/],
  ])('refuse %j with a reason and a remedy', async (fields, status, text) => {
    await school.ask('PUT', '/students/owner', { name: 'O', cardIds: ['C-9'] });
    const refused = await school.ask('PUT', '/students/s-3', { name: 'B', ...fields });
    expect(refused).toMatchObject({ status, json: { detail: expect.stringMatching(text) } });
  });

  it('are flagged when the plan no longer has their ride', async () => {
    await school.student('s-4', { rides: [{ scheduleId: 'PM', boardSequence: 1, alightSequence: 4 }] });
    await school.sql(`update school_routes set stops = stops - 3 where route_id = 'PM'`);
    const { json } = await school.ask('GET', '/students/s-4');
    expect(json).toMatchObject({ flags: ['no_ride', 'broken_ride'] });
    await school.sql(
      `update school_routes set stops = (select stops from school_routes where route_id = 'AM')`,
    );
  });
});

describe('files of students', () => {
  it('are entered all or none, name every bad row, and come back as they were', async () => {
    const good =
      'student_id;Name;grade;card_ids;guardian_ids;rides\nk-1;Ann;1;C-1|C-2;p-1;"AM:oak>school;PM:1-3/15"\n';
    const bad = [
      'k-2;Bea;;C-1;;',
      'k-3;;;;;',
      'k-4;Cara;;;;ZZ:1-2',
      'k-5;Dee;;;;AM:1-7',
      'k-6;Eve;;;;AM:4-1',
      'k-7;Fay;;;;AM:oak-nowhere',
      'k-8;Gus;;C-9;;"nonsense"',
      'k-1;Twice;;;;',
    ].join('\n');
    const report = await school.ask('POST', '/students/import', good + bad);
    expect(report).toMatchObject({ status: 200, json: { rows: 9, applied: false } });
    const { errors } = report.json as {
      errors: { row: number; column: string; reason: string; remedy: string }[];
    };
    expect(errors.map(({ row, column }) => `${row} ${column}`)).toEqual([
      '3 card_ids',
      '4 name',
      '5 rides',
      '6 rides',
      '7 rides',
      '8 rides',
      '9 rides',
      '10 student_id',
    ]);
    expect(errors.every(({ reason, remedy }) => reason !== '' && remedy !== '')).toBe(true);
    expect((await school.ask('GET', '/students/k-1')).status).toBe(404);

    expect((await school.ask('POST', '/students/import?dryRun=true', good)).json).toMatchObject({
      created: 1,
      applied: false,
      errorCount: 0,
    });
    expect((await school.ask('POST', '/students/import', good)).json).toMatchObject({
      created: 1,
      applied: true,
    });
    expect((await school.ask('GET', '/students/k-1')).json).toMatchObject({
      cardIds: ['C-1', 'C-2'],
      guardians: [{ guardianId: 'p-1', relation: null }],
      rides: [
        { scheduleId: 'AM', boardSequence: 1, alightSequence: 4, weekdays: null },
        { scheduleId: 'PM', boardSequence: 1, alightSequence: 3, weekdays: [1, 5] },
      ],
    });
    const { json } = await school.ask('GET', '/students/export');
    expect(json).toContain('k-1,Ann,1,,"C-1;C-2",p-1,"AM:1-4;PM:1-3/15"\r\n');
    const again = await school.ask('POST', '/students/import', String(json));
    expect(again.json).toMatchObject({ created: 0, changed: 0, errorCount: 0, applied: true });
  });

  it('leave what they have no column for', async () => {
    await school.ask('PUT', '/students/m-1', { ...AOIFE, cardIds: ['M-1'] });
    await school.ask('POST', '/students/import', 'student_id,grade\nm-1,6\n');
    const { json } = await school.ask('GET', '/students/m-1');
    expect(json).toMatchObject({ ...AOIFE, cardIds: ['M-1'], grade: '6', rides: [{ scheduleId: 'AM' }] });
  });
});
