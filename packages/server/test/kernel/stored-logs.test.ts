import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createMemoryLive } from '../../src/adapters/memory/live.ts';
import { MemoryTransactions } from '../../src/conformance/memory-transactions.ts';
import { Received } from '../../src/conformance/received.ts';
import { createRecordedLog } from '../../src/conformance/recorded-log.ts';
import { createStoredLogs } from '../../src/kernel/stored-logs.ts';
import type { LogPosition } from '../../src/ports/live.ts';
import { createManualClock } from '../manual-clock.ts';
import { seededRandom } from './fallback-world.ts';
import { createStoredWorld, nextTurn, ORDER, OrderFollower } from './stored-world.ts';

const SERVERS = 2;
const FOLLOWERS = 4;

const server = fc.integer({ min: 0, max: SERVERS - 1 });
const follower = fc.integer({ min: 0, max: FOLLOWERS - 1 });
const step = fc.oneof(
  { weight: 8, arbitrary: fc.record({ do: fc.constantFrom('commit' as const, 'turn' as const), server }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('commit and die' as const), server }) },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant('follow' as const), server, follower, fromStart: fc.boolean() }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('away' as const, 'back' as const), server }) },
);
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;
type World = ReturnType<typeof createStoredWorld>;

async function run(world: World, steps: readonly Step[], followers: readonly OrderFollower[]) {
  const begun: Promise<void>[] = [];
  for (const [at, given] of steps.entries()) {
    const { live, writer } = world.nodeAt(given.server);
    if (given.do === 'commit') writer.commit(ORDER, { at });
    else if (given.do === 'commit and die') writer.commit(ORDER, { at }, 'dying');
    else if (given.do === 'turn') await nextTurn();
    else if (given.do === 'follow') {
      const since = given.fromStart ? { epoch: world.database.epoch, offset: 0 } : undefined;
      const joined = followers[given.follower]?.follow(live, ORDER, since);
      if (joined !== undefined) begun.push(joined);
    } else world.database.away = given.do === 'away';
  }
  // Joins wait for a database that is away.
  world.database.away = false;
  await Promise.all(begun);
}

describe('logs that the database numbers', () => {
  it('reach every follower once, in order and complete, whatever live loses, repeats or mixes up', async () => {
    let followed = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 60 }), fc.integer(), async (steps, seed) => {
        const world = createStoredWorld(SERVERS, seededRandom(seed));
        const followers = Array.from({ length: FOLLOWERS }, () => new OrderFollower());
        await run(world, steps, followers);
        const last = world.database.events(ORDER).length;
        const rest = ({ first }: OrderFollower) =>
          Array.from({ length: last - (first ?? last) }, (_, index) => (first ?? 0) + index + 1);
        const isThere = (one: OrderFollower): boolean => {
          one.read();
          return one.offsets.length >= rest(one).length;
        };
        await world.settle(() => followers.every(isThere) && world.database.untold === 0);
        for (const one of followers) {
          one.read();
          expect(one.offsets).toEqual(rest(one));
          expect(one.unrecovered).toBe(0);
          if (one.offsets.length > 0) followed += 1;
        }
        expect(world.database.untold).toBe(0);
        expect(world.log.lines.filter(({ level }) => level === 'error')).toEqual([]);
        for (const one of followers) await one.leave();
        await world.close();
        expect(world.clock.waiting).toBe(0);
      }),
      { numRuns: 150 },
    );
    expect(followed).toBeGreaterThan(100);
  });
});

function openOne() {
  const clock = createManualClock();
  const log = createRecordedLog();
  const database = new MemoryTransactions(clock);
  const real = createMemoryLive();
  const live = createStoredLogs({ live: real, logs: [database.log], clock, log });
  const { commit } = database.server();
  const carry = (offset: number, epoch = database.epoch) =>
    live.carry(ORDER, 'order:update', { offset }, { epoch, offset });
  const heard = new Received();
  const end = () => live.subscribe(ORDER, heard.listener);
  return { clock, log, database, live, commit, carry, heard, listen: end };
}

/** Lets what was asked of the database come back. */
async function settle(): Promise<void> {
  for (let turns = 0; turns < 5; turns++) await nextTurn();
}

describe('a stored log', () => {
  it('tells what comes next at once, and reads nothing for it', async () => {
    const { listen, commit, carry, heard, database, clock } = openOne();
    await listen();
    database.away = true;
    for (let offset = 1; offset <= 3; offset++) {
      commit(ORDER, {});
      await carry(offset);
    }
    expect([heard.numbers, clock.waiting]).toEqual([[1, 2, 3], 0]);
  });

  it('waits a moment for a hole to fill, and reads it from the database then', async () => {
    const { listen, commit, carry, heard, clock } = openOne();
    await listen();
    for (let offset = 1; offset <= 4; offset++) commit(ORDER, { offset });
    await carry(2);
    await carry(1);
    expect([heard.numbers, clock.waiting]).toEqual([[1, 2], 0]);
    await carry(4);
    expect(heard.numbers).toEqual([1, 2]);
    clock.advance(25);
    await settle();
    expect(heard.events.map((event) => 'data' in event && event.data)).toEqual(
      [1, 2, 3, 4].map((offset) => ({ offset })),
    );
  });

  it('keeps what comes after a hole while the database is away, and tells it in order when it is back', async () => {
    const { listen, commit, carry, heard, clock, database, log } = openOne();
    await listen();
    for (let offset = 1; offset <= 300; offset++) commit(ORDER, { offset });
    database.away = true;
    await carry(1);
    for (let offset = 3; offset <= 300; offset++) await carry(offset);
    for (let tries = 0; tries < 5; tries++) {
      clock.advance(10_000);
      await settle();
    }
    expect(heard.numbers).toEqual([1]);
    expect(log.lines.filter(({ level }) => level === 'warn')).toHaveLength(1);
    database.away = false;
    clock.advance(10_000);
    await settle();
    expect(heard.numbers).toEqual(database.events(ORDER).map(({ offset }) => offset));
  });

  it('does not believe what the database does not have, and goes on', async () => {
    const { listen, commit, carry, heard, clock, log } = openOne();
    await listen();
    await carry(7);
    await carry(1, 'another');
    for (let tries = 0; tries < 8; tries++) {
      clock.advance(10_000);
      await settle();
    }
    expect([heard.events, log.lines.length, clock.waiting]).toEqual([[], 1, 0]);
    commit(ORDER, {});
    await carry(1);
    expect(heard.numbers).toEqual([1]);
  });

  it('[P26] is not recovered from another epoch, a position never reached, or one too long ago', async () => {
    const { live, commit, database } = openOne();
    for (let offset = 1; offset <= 1005; offset++) commit(ORDER, {});
    const at = (offset: number, epoch = database.epoch): LogPosition => ({ epoch, offset });
    const replays = await Promise.all(
      [at(5), at(4), at(1006), at(900, 'another')].map((since) => live.replay(ORDER, since)),
    );
    expect(replays.map(({ recovered, events }) => [recovered, events.length])).toEqual([
      [true, 1000],
      [false, 0],
      [false, 0],
      [false, 0],
    ]);
    for (const { position } of replays) expect(position).toEqual(at(1005));
  });

  it('cannot be subscribed to or replayed while the database is away, and is afterwards', async () => {
    const { listen, live, database, commit, carry, heard } = openOne();
    database.away = true;
    await expect(listen()).rejects.toMatchObject({ code: 'unavailable' });
    await expect(live.replay(ORDER)).rejects.toMatchObject({ code: 'unavailable' });
    database.away = false;
    await listen();
    commit(ORDER, {});
    await carry(1);
    expect(heard.numbers).toEqual([1]);
  });

  it('is never appended to, and what live numbers is never carried', async () => {
    const { live } = openOne();
    const alerts = { ...ORDER, family: 'geofence' } as const;
    await expect(live.append(ORDER, 'order:update', {})).rejects.toThrow('carry it');
    await expect(live.carry(alerts, 'geofence:alert', {}, { epoch: 'e', offset: 1 })).rejects.toThrow(
      'append it',
    );
  });
});
