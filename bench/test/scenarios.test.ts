import { describe, expect, test } from 'vitest';
import { BARE_SOCKETIO, PEERS } from '../contenders/kinds.ts';
import { openCrowd } from '../load/crowd.ts';
import { measureScenario } from '../runner/rounds.ts';
import type { Scenario } from '../scenario.ts';
import { acceptsPaced } from '../scenarios/accepts.ts';
import { dispatchExpiry } from '../scenarios/dispatch-expiry.ts';
import { dispatchNearest } from '../scenarios/dispatch-nearest.ts';
import { fanOutPaced } from '../scenarios/fan-out.ts';
import { SCENARIOS } from '../scenarios/index.ts';
import { matching } from '../scenarios/matching.ts';
import { messages } from '../scenarios/messages.ts';
import { trips } from '../scenarios/trips.ts';

test('names are kebab-case and stand for one scenario', () => {
  const names = SCENARIOS.map(({ name }) => name);
  expect(names.filter((name) => !/^[a-z][a-z0-9-]*$/.test(name))).toEqual([]);
  expect(new Set(names).size).toBe(names.length);
});

describe.each(SCENARIOS.map((scenario) => [scenario.name, scenario] as const))('%s', (_name, scenario) => {
  test('names contenders that it has', () => {
    const names = scenario.contenders.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(named(scenario).filter((name) => !names.includes(name))).toEqual([]);
  });
});

function named({ baseline, goals = [] }: Scenario): string[] {
  const all = [baseline, ...goals.flatMap(({ of, versus }) => [of, versus])];
  return all.filter((name) => name !== undefined && name !== 'plain').map(String);
}

// The load generator uses what Linux has. How fast a server is does not matter here, only that it is measured.
describe.runIf(process.platform === 'linux')('a few clients get every update', () => {
  const kinds = [BARE_SOCKETIO, ...PEERS].filter(({ missing }) => missing?.() === undefined);

  test.each(kinds.map((kind) => [kind.name, kind] as const))('%s', async (_name, kind) => {
    const server = await kind.start({ hasDashboards: true });
    try {
      const one = Array.from({ length: 3 }, () => server.follower(['bus-0']));
      const all = server.follower('fleet');
      const crowd = await openCrowd(server, [server.publisher(), ...one, all]);
      try {
        const { template } = server;
        const pace = { perSecond: 100 };
        const { sent } = await crowd.publish({
          group: 'publishers',
          template,
          vehicles: 2,
          seconds: 0.2,
          pace,
        });
        const ofFirst = Math.ceil(sent / 2);
        await expect.poll(async () => (await crowd.totals()).updates).toBe(3 * ofFirst + sent);
      } finally {
        await crowd.close();
      }
    } finally {
      await server.stop();
    }
  });
});

test.runIf(process.platform === 'linux')('a scenario in a small size has all figures', async () => {
  const names = ['socket.io', 'Waycast, WebSocket'];
  const contenders = fanOutPaced.contenders.filter(({ name }) => names.includes(name));
  const options = { quick: true, rounds: 1, seconds: 1, scale: 0.01 };
  const result = await measureScenario({ ...fanOutPaced, contenders }, options, () => undefined);
  expect(result.contenders.map(({ contender, failures }) => [contender, failures])).toEqual(
    names.map((name) => [name, []]),
  );
  const figures = ['rate', 'perCpuSecond', 'p50Ms', 'p99Ms', 'serverBusy', 'generatorBusy'];
  for (const { measurements } of result.contenders) {
    expect(Object.keys(measurements[0] ?? {})).toEqual(expect.arrayContaining(figures));
  }
});

test.runIf(process.platform === 'linux')('ten school trips are driven and measured', async () => {
  const options = { quick: true, rounds: 1, seconds: 0.01, scale: 0.01 };
  const result = await measureScenario(
    { ...trips, contenders: trips.contenders.slice(0, 1) },
    options,
    () => undefined,
  );
  const [{ failures = ['not measured'], measurements = [] } = {}] = result.contenders;
  expect(failures).toEqual([]);
  // Spread over their way, so that half of the stops are to come.
  expect(measurements[0]?.extra?.['stops predicted/fix']).toBeGreaterThan(10);
  expect(measurements[0]?.extra?.['µs/fix']).toBeGreaterThan(0);
  expect(measurements[0]?.extra?.['memory/trip kB']).toBeGreaterThan(0);
});

describe.runIf(process.platform === 'linux')('taxis and roads in a small size', () => {
  const small = { quick: true, rounds: 1, seconds: 0.2, scale: 0.01 };
  const figuresOf = async (scenario: Scenario, names: readonly string[]) => {
    const contenders = scenario.contenders.filter(({ name }) => names.includes(name));
    const { contenders: measured } = await measureScenario(
      { ...scenario, contenders },
      small,
      () => undefined,
    );
    return measured.map(({ failures, measurements: [one] }) => ({ failures, ...one, ...one?.extra }));
  };

  test('orders are accepted by rivals over HTTP and sockets, without the lock too', async () => {
    const names = ['HTTP, no lock', 'WebSocket'];
    const measured = await figuresOf(acceptsPaced, names);
    expect(measured).toHaveLength(names.length);
    for (const one of measured) {
      expect(one.failures).toEqual([]);
      for (const figure of ['p99Ms', 'winners p99 ms', 'losers p50 ms', 'server µs/accept'] as const)
        expect(Reflect.get(one, figure), figure).toBeGreaterThan(0);
    }
  });

  test('orders expire and are told of, and drivers are found', async () => {
    const [expired] = await figuresOf(dispatchExpiry, ['Waycast, each followed']);
    expect(expired).toMatchObject({ failures: [], 'last told ms': expect.any(Number) });
    const found = await figuresOf(
      dispatchNearest,
      dispatchNearest.contenders.map(({ name }) => name),
    );
    expect(found.map(({ failures, p99Ms }) => [failures, typeof p99Ms])).toEqual([
      [[], 'number'],
      [[], 'number'],
    ]);
  });

  test('observations are matched, and rightly', async () => {
    const [usual] = await figuresOf(matching, ['σ 5 m, every second']);
    expect(usual).toMatchObject({ failures: [], perCpuSecond: expect.any(Number) });
    expect(Reflect.get(usual ?? {}, 'true piece, % of distance')).toBeGreaterThan(85);
  });
});

test.runIf(process.platform === 'linux')('people write to each other over two servers', async () => {
  const options = { quick: true, rounds: 1, seconds: 0.5, scale: 0.05 };
  const contenders = messages.contenders.filter(({ name }) => name === 'two servers');
  const result = await measureScenario({ ...messages, contenders }, options, () => undefined);
  const [{ failures = ['not measured'], measurements = [] } = {}] = result.contenders;
  expect(failures).toEqual([]);
  expect(measurements[0]?.p99Ms).toBeGreaterThan(0);
  expect(measurements[0]?.extra?.['servers µs/message']).toBeGreaterThan(0);
});
