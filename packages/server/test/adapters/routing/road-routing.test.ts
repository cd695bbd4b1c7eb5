import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openRouting } from '../../../src/adapters/routing/open-routing.ts';
import { RoadRouting } from '../../../src/adapters/routing/road-routing.ts';
import type { Log } from '../../../src/ports/log.ts';
import { createManualClock } from '../../manual-clock.ts';

type Answer = (request: IncomingMessage, body: string, response: ServerResponse) => void;

const HERE = { latitude: 52.5, longitude: 13.4 };
const THERE = { latitude: 52.51, longitude: 13.4 };
const ISLAND = { latitude: 54, longitude: 7.9 };

let server: Server;
let answer: Answer;
let asked: { url: string; body: string }[];
let lines: string[];

beforeEach(async () => {
  asked = [];
  lines = [];
  server = createServer(async (request, response) => {
    const body = await text(request);
    asked.push({ url: request.url ?? '', body });
    answer(request, body, response);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
});

afterEach(async () => {
  server.closeAllConnections();
  await new Promise((closed) => server.close(closed));
});

const json =
  (value: unknown, status = 200): Answer =>
  (_request, _body, response) => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
  };

const osrm: Answer = (...call) =>
  call[0].url?.startsWith('/roads/table/v1/')
    ? json({ code: 'Ok', durations: [[60.5, null]], distances: [[1200.4, null]] })(...call)
    : json({ code: 'InvalidUrl' }, 400)(...call);

const valhalla: Answer = (...call) =>
  call[0].url === '/roads/sources_to_targets'
    ? json({
        sources_to_targets: [
          [
            { from_index: 0, to_index: 0, time: 61, distance: 1.2 },
            { from_index: 0, to_index: 1, time: null, distance: null },
          ],
        ],
        units: 'kilometers',
      })(...call)
    : json({ error_code: 106, error: 'Try any of: …' }, 404)(...call);

function open(clock = createManualClock(), timeoutMs = 5000) {
  const log = {
    warn: (_: object, line: string) => lines.push(line),
    info: (_: object, line: string) => lines.push(line),
  };
  const { port } = server.address() as AddressInfo;
  return new RoadRouting({
    url: `http://127.0.0.1:${port}/roads/`,
    clock,
    log: log as unknown as Log,
    timeoutMs,
  });
}

describe('ways by road', () => {
  test('of OSRM: seconds and metres, null where there is no way', async () => {
    answer = osrm;
    const found = await open().ways([HERE], [THERE, ISLAND]);
    expect(found).toEqual({ method: 'road', ways: [[{ durationS: 60.5, distanceM: 1200.4 }, null]] });
    expect(asked.map(({ url }) => url)).toEqual([
      '/roads/table/v1/driving/13.400000,52.500000;13.400000,52.510000;7.900000,54.000000?sources=0&destinations=1;2&annotations=duration,distance',
    ]);
  });

  test('of Valhalla, which is found out once', async () => {
    answer = valhalla;
    const routing = open();
    const expected = { method: 'road', ways: [[{ durationS: 61, distanceM: 1200 }, null]] };
    expect(await routing.ways([HERE], [THERE, ISLAND])).toEqual(expected);
    expect(await routing.ways([HERE], [THERE, ISLAND])).toEqual(expected);
    expect(asked.map(({ url }) => url.slice(0, 14))).toEqual([
      '/roads/table/v',
      '/roads/sources',
      '/roads/sources',
    ]);
    expect(JSON.parse(asked[1]?.body ?? '')).toMatchObject({
      sources: [{ lat: 52.5, lon: 13.4 }],
      targets: [
        { lat: 52.51, lon: 13.4 },
        { lat: 54, lon: 7.9 },
      ],
      costing: 'auto',
    });
    expect(lines).toEqual([]);
  });
});

describe('without an answer that can be used, ways are straight lines', () => {
  const nonsense: [string, Answer][] = [
    ['an error', json({ code: 'NoSegment' }, 400)],
    ['no JSON', (_request, _body, response) => void response.end('<html>')],
    ['too few entries', json({ code: 'Ok', durations: [[1]], distances: [[1]] })],
    [
      'a redirect',
      (_request, _body, response) => void response.writeHead(302, { location: '/elsewhere' }).end(),
    ],
    ['a broken connection', (_request, _body, response) => void response.destroy()],
    ['endless bytes', (_request, _body, response) => void response.end(' '.repeat(5_000_000))],
  ];
  test.each(nonsense)('for %s', async (_, given) => {
    answer = given;
    const found = await open().ways([HERE], [THERE, ISLAND]);
    expect(found.method).toBe('straight-line');
    // 1,112 m, 1.4 times as long, at 25 km/h.
    expect(found.ways[0]?.[0]?.distanceM).toBeCloseTo(1556.7, 0);
    expect(found.ways[0]?.[0]?.durationS).toBeCloseTo(224.2, 0);
    expect(lines).toEqual(['no ways by road; straight lines are taken']);
  });

  test('for silence, after the time limit', async () => {
    answer = () => undefined;
    expect((await open(undefined, 30).ways([HERE], [THERE])).method).toBe('straight-line');
  });

  test('for some time the server is left alone; the log has one line for each change', async () => {
    const clock = createManualClock();
    const routing = open(clock);
    answer = json({}, 500);
    await routing.ways([HERE], [THERE, ISLAND]);
    await routing.ways([HERE], [THERE, ISLAND]);
    expect(asked).toHaveLength(2);
    clock.advance(10_000);
    await routing.ways([HERE], [THERE, ISLAND]);
    clock.advance(10_000);
    answer = osrm;
    expect((await routing.ways([HERE], [THERE, ISLAND])).method).toBe('road');
    expect(lines).toEqual(['no ways by road; straight lines are taken', 'ways by road again']);
  });

  test('beyond 100 points nothing is asked', async () => {
    const found = await open().ways(new Array(100).fill(HERE), [THERE]);
    expect([found.method, found.ways.length, asked.length]).toEqual(['straight-line', 100, 0]);
  });

  test('without ROUTING_URL', async () => {
    const log = {} as unknown as Log;
    expect((await openRouting(undefined, createManualClock(), log).ways([HERE], [THERE])).method).toBe(
      'straight-line',
    );
  });
});
