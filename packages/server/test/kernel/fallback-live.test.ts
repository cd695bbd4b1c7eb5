import { WaycastError } from '@waycast/contract';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createMemoryLive } from '../../src/adapters/memory/live.ts';
import { createCountingMetrics } from '../../src/conformance/counting-metrics.ts';
import { liveSuite } from '../../src/conformance/live-suite.ts';
import { createRecordedLog } from '../../src/conformance/recorded-log.ts';
import { createFallbackLive } from '../../src/kernel/fallback-live.ts';
import { createManualClock } from '../manual-clock.ts';
import { createCuttableLive } from './cuttable-live.ts';
import {
  ALERTS,
  createFallbackWorld,
  type FallbackWorld,
  LogFollower,
  seededRandom,
  VEHICLE,
} from './fallback-world.ts';

const SERVERS = 2;
const logTail = 30;
const live = createFallbackLive({
  shared: createMemoryLive({ logTail }),
  local: createMemoryLive(),
  reachable: () => true,
  onReturn: () => () => undefined,
  clock: createManualClock(),
  log: createRecordedLog(),
  metrics: createCountingMetrics(),
});
liveSuite('in memory with a fallback', async () => ({ live, logTail, close: () => live.close() }));

type Step =
  | { readonly do: 'append' | 'cut' | 'mend'; readonly server: number }
  | { readonly do: 'return'; readonly server: number; readonly follower: number }
  | { readonly do: 'set'; readonly server: number; readonly announce: 'now' | 'later' }
  | { readonly do: 'announce' | 'turn'; readonly server: number };

const server = fc.integer({ min: 0, max: SERVERS - 1 });
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant('append' as const), server }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('cut' as const), server }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('mend' as const), server }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('turn' as const), server }) },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('set' as const),
      server,
      announce: fc.constantFrom('now' as const, 'later' as const),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('announce' as const), server }) },
);
const withReturns = fc.oneof(
  { weight: 20, arbitrary: step },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('return' as const),
      server,
      follower: fc.integer({ min: 0, max: 3 }),
    }),
  },
);

const append = (server: number): Step => ({ do: 'append', server });
const cut = (server: number): Step => ({ do: 'cut', server });
const mend = (server: number): Step => ({ do: 'mend', server });
const turn: Step = { do: 'turn', server: 0 };
const set = (server: number): Step => ({ do: 'set', server, announce: 'now' });
const back = (follower: number, server: number): Step => ({ do: 'return', server, follower });

/** Once told an event twice, or out of order, and stand for what random steps seldom meet. */
const RETURNS_THAT_FAILED: [Step[], number][] = [
  [[append(0), back(0, 0), cut(0), append(0), back(1, 0), turn, back(0, 0), cut(0), append(0)], 0],
  [[append(1), back(1, 1), cut(1), append(1), back(0, 1), turn, set(0), cut(0), set(0)], 0],
  [[append(1), mend(0), back(1, 0), mend(1), back(0, 1), mend(0), set(0), cut(0), set(0), set(0)], -5],
  [
    [set(1), set(0), append(1), turn, mend(1), turn, set(0), cut(1), append(1), back(0, 1), back(1, 0)],
    1_317_643_705,
  ],
  [
    [append(0), append(1), turn, mend(0), turn, back(0, 0), set(0), turn, back(0, 0), set(0), turn],
    1_490_607_149,
  ],
];

/** Runs the steps without waiting for what they begin. Resolves to the newest version that was set. */
async function run(
  world: FallbackWorld,
  steps: readonly Step[],
  followers: readonly LogFollower[],
): Promise<number> {
  let version = 0;
  const begun: Promise<unknown>[] = [];
  for (const given of steps) {
    const { live, shared } = world.nodeAt(given.server);
    if (given.do === 'append') begun.push(world.append(given.server));
    else if (given.do === 'cut' || given.do === 'mend') shared[given.do]();
    else if (given.do === 'turn') await world.turn();
    else if (given.do === 'announce') begun.push(live.announce(VEHICLE));
    else if (given.do === 'set') {
      version += 1;
      const data = { vehicleId: VEHICLE.id, version };
      const change = { topic: VEHICLE, event: 'location:update', data, version, announce: given.announce };
      begun.push(live.set([{ ...change, whenAbsent: 'store' }]));
    } else if (given.do === 'return') {
      const follower = followers[given.follower];
      if (follower === undefined) continue;
      follower.read();
      await follower.rig?.close();
      await world.follow(given.server, follower);
    }
  }
  await Promise.all(begun);
  return version;
}

function missing(world: FallbackWorld, follower: LogFollower): string[] {
  follower.read();
  const had = new Set(follower.alerts.map(({ by, n }) => `${by}/${n}`));
  return world.appended.flatMap((count, by) =>
    Array.from({ length: count }, (_, index) => index + 1)
      .filter((n) => n > (follower.since[by] ?? 0) && !had.has(`${by}/${n}`))
      .map((n) => `${by}/${n}`),
  );
}

function expectOnceInOrder({ alerts }: LogFollower): void {
  for (let by = 0; by < SERVERS; by++) {
    const numbers = alerts.filter((alert) => alert.by === by).map(({ n }) => n);
    expect(numbers).toEqual([...new Set(numbers)].sort((a, b) => a - b));
  }
}

async function openWorld(seed: number) {
  const world = createFallbackWorld(SERVERS, seededRandom(seed));
  const followers = [0, 1].map(() => new LogFollower([0, 0]));
  for (const [at, follower] of followers.entries()) await world.follow(at, follower);
  return { world, followers };
}

describe('servers over one live that each of them may lose', () => {
  it('every follower gets every log event once, in the order of its server, and the newest position', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 60 }), fc.integer(), async (steps, seed) => {
        const { world, followers } = await openWorld(seed);
        const riders = [await world.followVehicle(0), await world.followVehicle(1)];
        const version = await run(world, steps, followers);
        const newestOf = (rider: (typeof riders)[number]) =>
          rider.socket.events.map(({ data }) => ('version' in data ? Number(data.version) : 0)).at(-1) ?? 0;
        await world.settle(() => followers.every((follower) => missing(world, follower).length === 0));
        for (const node of world.nodes) await node.live.announce(VEHICLE);
        await world.settle(() => riders.every((rider) => newestOf(rider) === version));
        for (const follower of followers) {
          expect(missing(world, follower)).toEqual([]);
          expectOnceInOrder(follower);
          expect(follower.lost).toBe(false);
        }
        expect(riders.map(newestOf)).toEqual([version, version]);
        expect(world.log.lines.filter(({ level }) => level === 'error')).toEqual([]);
        await world.close();
      }),
      { numRuns: 150 },
    );
  });

  it('a replay that fails although the shared live is there is refused: asking again may tell everything', async () => {
    const real = createMemoryLive();
    let fails = true;
    const shared = new Proxy(real, {
      get(target, name) {
        if (name === 'replay' && fails)
          return () => Promise.reject(new WaycastError('unavailable', 'too late'));
        const value: unknown = Reflect.get(target, name, target);
        return typeof value === 'function' ? value.bind(target) : value;
      },
    });
    const one = createFallbackLive({
      shared,
      local: createMemoryLive(),
      reachable: () => true,
      onReturn: () => () => undefined,
      clock: createManualClock(),
      log: createRecordedLog(),
      metrics: createCountingMetrics(),
    });
    const since = await real.append(ALERTS, 'geofence:alert', { n: 1 });
    await real.append(ALERTS, 'geofence:alert', { n: 2 });
    await expect(one.replay(ALERTS, since)).rejects.toMatchObject({ code: 'unavailable' });
    fails = false;
    expect(await one.replay(ALERTS, since)).toMatchObject({ recovered: true, events: [{ offset: 2 }] });
    await one.close();
  });

  it('what one lost answer left behind is handed over before the server ends', async () => {
    const real = createMemoryLive();
    let fails = true;
    const log = createRecordedLog();
    const one = createFallbackLive({
      shared: {
        ...createCuttableLive(real, async () => undefined),
        append: (topic, event, data) =>
          fails
            ? Promise.reject(new WaycastError('unavailable', 'too late'))
            : real.append(topic, event, data),
      },
      local: createMemoryLive(),
      reachable: () => true,
      onReturn: () => () => undefined,
      clock: createManualClock(),
      log,
      metrics: createCountingMetrics(),
    });
    const { position } = await real.replay(ALERTS);
    await one.append(ALERTS, 'geofence:alert', { n: 1 });
    fails = false;
    await one.close();
    expect(await real.replay(ALERTS, position)).toMatchObject({
      recovered: true,
      events: [{ data: { n: 1 } }],
    });
    expect(log.lines).toEqual([]);
  });

  it('a follower that comes back to any server gets every event once unless it is told otherwise', async () => {
    let recovered = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(withReturns, { minLength: 5, maxLength: 60 }),
        fc.integer(),
        async (steps, seed) => {
          const { world, followers } = await openWorld(seed);
          await run(world, steps, followers);
          await world.settle(() => followers.every((follower) => missing(world, follower).length === 0));
          for (const follower of followers) {
            if (follower.lost) continue;
            expect(missing(world, follower)).toEqual([]);
            expectOnceInOrder(follower);
            recovered += 1;
          }
          await world.close();
        },
      ),
      { numRuns: 150, examples: RETURNS_THAT_FAILED },
    );
    expect(recovered).toBeGreaterThan(100);
  });
});
