import { request } from 'node:http';
import { Problem, ROUTE_NAMES, type RouteName, routeDefinition } from '@waycast/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDesk } from './devices-desk.ts';
import { call, startServer, type TestServer, tokenOf } from './http-server.ts';

/** What may stand in a body: its media types, how the answer calls it, and its most bytes. */
const KINDS = [
  { types: ['application/json'], called: 'JSON', maxBytes: 1_048_576 },
  { types: ['text/csv'], called: 'CSV', maxBytes: 8_388_608 },
  { types: ['application/zip'], called: 'a zip file', maxBytes: 33_554_432 },
  { types: ['application/geo+json', 'application/json'], called: 'GeoJSON', maxBytes: 16_777_216 },
] as const;
const TYPES = [...new Set(KINDS.flatMap(({ types }) => types)), 'text/plain', 'nonsense'];

let server: TestServer;
let authorization: string;

beforeAll(async () => {
  server = await startServer({ authorize: () => true });
  authorization = `Bearer ${await tokenOf({ roles: ['admin'] })}`;
});
afterAll(() => server.close());

/** Ids, numbers and geohashes alike: admission asks no more of them here. */
function pathOf(name: RouteName): string {
  return routeDefinition(name).path.replace(/:\w+/g, '1');
}

function kindOf(name: RouteName): (typeof KINDS)[number] {
  const { bodyType = 'application/json', bodyTypes = [bodyType] } = routeDefinition(name);
  const found = KINDS.find(({ types }) => types.join() === bodyTypes.join());
  if (found === undefined) throw new Error(`${name} takes ${bodyTypes.join()}, which this table lacks`);
  return found;
}

/** The refusal of a body that is announced with a length and never sent. */
function announced(name: RouteName, type: string, bytes: number): Promise<unknown> {
  const headers = { authorization, 'content-type': type, 'content-length': bytes };
  const { method } = routeDefinition(name);
  return new Promise((resolve, reject) => {
    const sent = request(server.url + pathOf(name), { method, headers }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('end', () => {
        resolve(JSON.parse(Buffer.concat(chunks).toString()));
        sent.destroy();
      });
    });
    sent.on('error', reject);
    sent.flushHeaders();
  });
}

const withBody = ROUTE_NAMES.filter((name) => routeDefinition(name).body !== undefined);
const ofDevices = withBody.filter((name) => routeDefinition(name).access === 'device');
const others = withBody.filter((name) => routeDefinition(name).access !== 'device');

describe('[P6] bodies', () => {
  it.each(others)('%s names its limit to a longer one', async (name) => {
    const { types, maxBytes } = kindOf(name);
    for (const type of types)
      expect(Problem.parse(await announced(name, type, maxBytes + 1))).toMatchObject({
        code: 'too_large',
        status: 413,
        detail: `the body is larger than ${maxBytes} bytes, the most that this takes`,
      });
  });

  it.each(others)('%s names its media types to others', async (name) => {
    const kind = kindOf(name);
    const own: readonly string[] = kind.types;
    for (const type of TYPES.filter((one) => !own.includes(one)))
      expect(Problem.parse(await announced(name, type, 3))).toMatchObject({
        code: 'unsupported_media_type',
        status: 415,
        detail: `the body must be ${kind.called}; send Content-Type: ${own.join(' or ')}`,
      });
  });

  it.each(others.filter((name) => kindOf(name).called !== 'JSON'))(
    '%s reads what is longer than other routes take',
    async (name) => {
      for (const type of kindOf(name).types) {
        const { method } = routeDefinition(name);
        const headers = { authorization, 'content-type': type };
        const query = name === 'importRegistry' ? '?kind=groups' : '';
        const answer = await call(server, method, pathOf(name) + query, {
          body: 'x'.repeat(2 ** 21),
          headers,
        });
        expect([200, 400]).toContain(answer.status);
      }
    },
  );

  it.each(ofDevices)('%s takes them under any name', async (name) => {
    const key = await openDesk(server).register(name);
    const { method } = routeDefinition(name);
    for (const type of TYPES) {
      const headers = { 'content-type': type };
      const answer = await call(server, method, pathOf(name), { token: key, body: '{}', headers });
      expect([type, answer.status]).toEqual([type, 200]);
    }
  });
});
