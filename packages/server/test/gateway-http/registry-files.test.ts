import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { call, startServer, type TestServer, tokenOf } from './http-server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server?.close());

type Kind = 'vehicles' | 'drivers' | 'groups';

async function send(tenant: string, kind: Kind, csv: string | Buffer, query = '') {
  const token = await tokenOf({ tenant });
  const response = await fetch(`${server.url}/api/registry/import?kind=${kind}${query}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'text/csv; charset=utf-8' },
    body: csv,
  });
  return { status: response.status, json: await response.json() };
}

async function exported(tenant: string, kind: Kind): Promise<string> {
  const token = await tokenOf({ tenant });
  return (await call(server, 'GET', `/api/registry/export?kind=${kind}`, { token })).text;
}

async function ask(tenant: string, method: string, path: string, body?: unknown) {
  const token = await tokenOf({ tenant });
  return call(server, method, path, { token, ...(body === undefined ? {} : { body }) });
}

const listed = async (tenant: string, kind: Kind) =>
  ((await ask(tenant, 'GET', `/api/registry/${kind}?limit=1000`)).json as { items: object[] }).items;

describe('import', () => {
  it('enters the rows of a file, and changes nothing when it is repeated', async () => {
    await send('t1', 'groups', 'groupId,name\nnorth,North\nschool,"Schools, all"\n');
    const csv =
      '\ufeffVehicle ID;Name;groups;speed_limit_mps;attributes\r\n' +
      'bus-7;"Bus ""Seven""; big";school|north;13,89;"{""seats"": 34}"\r\n\r\n' +
      "8;'=SUM(A1);;;\r\n";
    const report = {
      rows: 2,
      created: 2,
      changed: 0,
      unchanged: 0,
      applied: true,
      errorCount: 0,
      errors: [],
    };
    expect(await send('t1', 'vehicles', csv)).toEqual({ status: 200, json: report });
    expect(await listed('t1', 'vehicles')).toMatchObject([
      { vehicleId: '8', name: '=SUM(A1)', groups: [], speedLimitMps: null },
      {
        vehicleId: 'bus-7',
        name: 'Bus "Seven"; big',
        groups: ['north', 'school'],
        speedLimitMps: 13.89,
        attributes: { seats: 34 },
      },
    ]);
    expect((await send('t1', 'vehicles', csv)).json).toEqual({ ...report, created: 0, unchanged: 2 });
  });

  it('leaves columns alone that the file has not, and empties empty cells', async () => {
    await ask('t2', 'PUT', '/api/registry/drivers/d', { name: 'Ann', phone: '1', vehicleId: 'v' });
    expect((await send('t2', 'drivers', 'id,phone\nd,\n')).json).toMatchObject({ changed: 1 });
    expect(await listed('t2', 'drivers')).toMatchObject([{ name: 'Ann', phone: null, vehicleId: 'v' }]);
  });

  it('says in a dry run what would happen', async () => {
    const csv = 'groupId\na\nb\n';
    expect((await send('t3', 'groups', csv, '&dryRun=true')).json).toMatchObject({
      created: 2,
      applied: false,
    });
    expect(await listed('t3', 'groups')).toEqual([]);
  });

  it('names row, column, value, reason and remedy of what is wrong, and then enters nothing', async () => {
    const csv = [
      'vehicleId,name,speedLimitMps,archived,attributes,groups',
      'a,A,,,,',
      'no id!,B,,,,',
      ',C,,,,',
      'c,C,fast,maybe,{,',
      'd,D,1000,,"[1]",',
      'a,A again,,,,',
      'e,E,,,,,,surplus',
      'f,F,,,,nowhere',
    ].join('\n');
    const { json } = await send('t4', 'vehicles', csv);
    const { errors, ...rest } = json as {
      errors: { row: number; column: string; reason: string; remedy: string }[];
    };
    expect(rest).toEqual({ rows: 8, created: 0, changed: 0, unchanged: 0, applied: false, errorCount: 10 });
    expect(errors.map(({ row, column }) => `${row} ${column}`)).toEqual([
      '3 vehicleId',
      '4 vehicleId',
      '5 speedLimitMps',
      '5 archived',
      '5 attributes',
      '6 speedLimitMps',
      '6 attributes',
      '7 vehicleId',
      '8 null',
      '9 groups',
    ]);
    for (const { reason, remedy } of errors) expect([reason, remedy]).not.toContain('');
    expect(errors[7]).toMatchObject({ value: 'a', reason: 'stands in line 2 already' });
    expect(await listed('t4', 'vehicles')).toEqual([]);
  });

  it.each([
    ['', /header/],
    ['name\nx\n', /header/],
    ['vehicleId,colour\na,red\n', /no column of this kind/],
    ['vehicleId,name,Name\na,b,c\n', /twice/],
    ['vehicleId,name\na,"open\n', /no CSV/],
  ])('says what is wrong with the file %j', async (csv, reason) => {
    const { json } = await send('t5', 'vehicles', csv);
    expect(json).toMatchObject({ applied: false, errors: [{ reason: expect.stringMatching(reason) }] });
  });

  it('takes UTF-8 alone, CSV alone, so many bytes and so many rows', async () => {
    const latin1 = Buffer.from('groupId,name\na,Zürich\n', 'latin1');
    expect((await send('t6', 'groups', latin1)).json).toMatchObject({
      code: 'invalid',
      detail: expect.stringContaining('UTF-8'),
    });
    const json = await ask('t6', 'POST', '/api/registry/import?kind=groups', { groupId: 'a' });
    expect(json.json).toMatchObject({ status: 415, detail: expect.stringContaining('text/csv') });
    const none = await ask('t6', 'POST', '/api/registry/import?kind=groups');
    expect(none.json).toMatchObject({ code: 'invalid', detail: expect.stringContaining('text/csv') });
    const rows = `groupId\n${Array.from({ length: 20_001 }, (_, n) => `g${n}`).join('\n')}`;
    expect((await send('t6', 'groups', rows)).json).toMatchObject({ code: 'too_large' });
    const token = await tokenOf({ tenant: 't6' });
    const asFix = await call(server, 'POST', '/api/tracking/location', {
      token,
      body: 'lat,lng\n1,2\n',
      headers: { 'content-type': 'text/csv' },
    });
    expect(asFix.status).toBe(415);
  });

  it('is refused as a whole beyond the limit of the tenant', async () => {
    const rows = `groupId\n${Array.from({ length: 1001 }, (_, n) => `g${n}`).join('\n')}`;
    expect((await send('t7', 'groups', rows)).json).toMatchObject({
      status: 409,
      detail: expect.stringContaining('may have 1000, so that 1001 more cannot be entered'),
    });
    expect(await listed('t7', 'groups')).toEqual([]);
  });

  it('is done wholly by each of two at the same time', async () => {
    const ids = Array.from({ length: 400 }, (_, n) => `v-${String(n).padStart(3, '0')}`);
    const file = (name: string, order: readonly string[]) =>
      `vehicleId,name\n${order.map((id) => `${id},${name}`).join('\n')}\n`;
    const reports = await Promise.all([
      send('t8', 'vehicles', file('first', ids)),
      send('t8', 'vehicles', file('second', ids.toReversed())),
    ]);
    const totals = reports.map(({ json }) => json as { created: number; changed: number; applied: boolean });
    expect(totals.map(({ applied }) => applied)).toEqual([true, true]);
    expect(totals.map(({ created }) => created).sort()).toEqual([0, 400]);
    expect(totals.map(({ changed }) => changed).sort()).toEqual([0, 400]);
    const names = new Set((await listed('t8', 'vehicles')).map((item) => 'name' in item && item.name));
    expect(names.size).toBe(1);
  });
});

describe('export', () => {
  it('begins formulas with an apostrophe, and the file with what spreadsheets know UTF-8 by', async () => {
    await ask('x1', 'PUT', '/api/registry/vehicles/-1', { name: '=1+1', plate: '@x', kind: "'+y" });
    expect(await exported('x1', 'vehicles')).toBe(
      "vehicleId,name,plate,kind,groups,speedLimitMps,archived,attributes\r\n'-1,'=1+1,'@x,''+y,,,false,\r\n",
    );
    const headers = { authorization: `Bearer ${await tokenOf({ tenant: 'x1' })}` };
    const response = await fetch(`${server.url}/api/registry/export?kind=groups`, { headers });
    expect([...new Uint8Array(await response.arrayBuffer())].slice(0, 4)).toEqual([0xef, 0xbb, 0xbf, 0x67]);
    expect(response.headers.get('content-disposition')).toBe('attachment; filename="groups.csv"');
  });

  const text = (max: number) =>
    fc
      .string({ unit: fc.constantFrom(...'ab=+-@\'";,| Zü漢🚌\\{}0é'), maxLength: max })
      .map((value) => value.trim());
  // URLs cannot name an id of dots alone.
  const id = fc
    .string({ unit: fc.constantFrom(...'aZ09._~@-'), minLength: 1, maxLength: 12 })
    .filter((value) => value !== '.' && value !== '..');
  const attributes = fc.dictionary(
    fc.string({ unit: fc.constantFrom(...'ab"= ü'), minLength: 1, maxLength: 5 }),
    fc.oneof(fc.boolean(), fc.double({ noNaN: true, noDefaultInfinity: true }), text(10)),
    { maxKeys: 4, noNullPrototype: true },
  );
  const vehicle = fc.record({
    name: text(20),
    plate: text(10),
    kind: text(10),
    speedLimitMps: fc.option(fc.double({ min: Number.MIN_VALUE, max: 200, noNaN: true })),
    archived: fc.boolean(),
    attributes,
    groups: fc.uniqueArray(fc.constantFrom('g1', '-g2', '@g3')),
  });

  it('is imported unchanged, into an empty tenant too', async () => {
    const groups = 'groupId\ng1\n-g2\n@g3\n';
    await fc.assert(
      fc.asyncProperty(
        fc.uuid(),
        fc.dictionary(id, vehicle, { minKeys: 1, maxKeys: 6, noNullPrototype: true }),
        async (uuid, vehicles) => {
          const [tenant, twin] = [`a-${uuid}`, `b-${uuid}`];
          for (const each of [tenant, twin]) await send(each, 'groups', groups);
          for (const [vehicleId, body] of Object.entries(vehicles)) {
            const put = await ask(
              tenant,
              'PUT',
              `/api/registry/vehicles/${encodeURIComponent(vehicleId)}`,
              body,
            );
            expect(put.status).toBe(200);
          }
          const file = await exported(tenant, 'vehicles');
          const count = Object.keys(vehicles).length;
          expect((await send(tenant, 'vehicles', file)).json).toMatchObject({
            unchanged: count,
            applied: true,
          });
          expect((await send(twin, 'vehicles', file)).json).toMatchObject({ created: count, applied: true });
          expect(await exported(twin, 'vehicles')).toBe(file);
        },
      ),
      { numRuns: 40 },
    );
  });
});
