import type { Topic } from '@waycast/contract';
import { afterEach, describe, expect, it } from 'vitest';
import { createMemoryLive } from '../../src/adapters/memory/live.ts';
import { createMemorySilence } from '../../src/adapters/memory/silence.ts';
import { instrumented } from '../../src/conformance/instrumented.ts';
import { createMemoryHistory } from '../../src/conformance/memory-history.ts';
import type { History } from '../../src/ports/history.ts';
import type { Live } from '../../src/ports/live.ts';
import type { OpenSilenceWatch } from '../../src/ports/silence.ts';
import { createManualClock } from '../manual-clock.ts';
import { openIngest } from './ingest-rig.ts';
import { endOfTurn } from './kernel-rig.ts';

const BUS: Topic = { tenant: 'acme', family: 'vehicle', id: 'bus-7' };
const rigs: Awaited<ReturnType<typeof openIngest>>[] = [];

async function open(...args: Parameters<typeof openIngest>) {
  const rig = await openIngest(...args);
  rigs.push(rig);
  return rig;
}

afterEach(async () => {
  for (const rig of rigs.splice(0)) await rig.close();
});

/** A history that counts its questions. */
function counted(history: History) {
  let questions = 0;
  const asked = instrumented(
    history,
    async (point) => {
      if (point.endsWith(':before')) questions += 1;
    },
    ['last', 'lastOf'],
  );
  return { history: asked, questions: () => questions };
}

describe('vehicles that live does not know', () => {
  it('[P35] asks history once for all vehicles of a batch, and broadcasts nothing older than it knows', async () => {
    const { history, questions } = counted(createMemoryHistory());
    const { batch, fix, broadcasts, T0 } = await open({}, { history });
    const known = {
      vehicleId: 'v7',
      latitude: 52,
      longitude: -8,
      time: T0 + 9000,
      receivedAt: T0,
      accuracy: null,
    };
    await history.record([{ tenant: 'acme', fix: known }]);
    const fixes = Array.from({ length: 500 }, (_, number) => fix(5, { vehicleId: `v${number}` }));
    expect((await batch(...fixes)).accepted).toBe(500);
    expect(questions()).toBe(1);
    expect([broadcasts('v6'), broadcasts('v7')]).toEqual([[5], []]);
    await batch(...fixes.map((given) => ({ ...given, timestamp: T0 + 10_000 })));
    expect([questions(), broadcasts('v7')]).toEqual([1, [10]]);
  });

  it('asks in few questions for vehicles that report one by one at once', async () => {
    const { history, questions } = counted(createMemoryHistory());
    const { one } = await open({}, { history });
    await Promise.all(Array.from({ length: 300 }, (_, number) => one(1, { vehicleId: `v${number}` })));
    expect(questions()).toBeLessThanOrEqual(3);
  });

  it('keeps the interval free for the next fix when history cannot be asked', async () => {
    let away = true;
    const history = instrumented(createMemoryHistory(), async () => {
      if (away) throw new Error('the database is away');
    }, ['lastOf']);
    const { one, broadcasts } = await open({ minIntervalMs: 60_000 }, { history });
    await expect(one(1)).rejects.toThrow('the database is away');
    away = false;
    expect((await one(1)).broadcast).toBe(true);
    expect(broadcasts()).toEqual([1]);
  });
});

describe('beside other servers', () => {
  /** Live as a second server shares it: it broadcast a vehicle `agoMs` before this server's first. */
  function contended(clock: { now(): number }, intervalMs: number, wentAt: number): Live {
    const real = createMemoryLive();
    const early = (): boolean => clock.now() - wentAt < intervalMs;
    return {
      ...bound(real),
      async set(changes) {
        const held = early();
        const verdicts = await real.set(
          changes.map((change) => (held ? { ...change, announce: 'later' as const } : change)),
        );
        return verdicts.map((verdict, index) =>
          held && verdict === 'applied' && changes[index]?.announce === 'now' ? 'held' : verdict,
        );
      },
      announce: async (topic, haste) => (haste !== 'at once' && early() ? 'early' : real.announce(topic)),
    };
  }

  it('[P41] holds back what follows another server too soon, and lets the newest out when it may', async () => {
    const clock = createManualClock(Math.floor(Date.now() / 1000) * 1000);
    const live = contended(clock, 1000, clock.now() - 400);
    const { one, broadcasts } = await open(
      { minIntervalMs: 1000 },
      { clock, live, openSilence: createMemorySilence(clock) },
    );
    expect([(await one(1)).broadcast, (await one(2)).broadcast]).toEqual([false, false]);
    expect(broadcasts()).toEqual([]);
    for (let asked = 0; asked < 4; asked++) {
      clock.advance(250);
      await endOfTurn();
    }
    expect(broadcasts()).toEqual([2]);
    clock.advance(5000);
    await endOfTurn();
    expect(broadcasts()).toEqual([2]);
  });

  it('[P41] lets what it holds out when it ends, also what it has just been told is too early', async () => {
    const clock = createManualClock(Math.floor(Date.now() / 1000) * 1000);
    const live = contended(clock, 60_000, clock.now());
    const { one, broadcasts, core } = await open(
      { minIntervalMs: 60_000 },
      { clock, live, openSilence: createMemorySilence(clock) },
    );
    await one(1, { vehicleId: 'held' });
    await one(1, { vehicleId: 'asking' });
    // A part of the interval has passed: live is asked about both, and has not answered yet.
    clock.advance(15_000);
    await one(2, { vehicleId: 'held' });
    await core.positions.close();
    expect([broadcasts('held'), broadcasts('asking')]).toEqual([[2], [1]]);
  });

  function withSilence() {
    let fallSilent: (topic: Topic) => void = () => undefined;
    const heard: string[] = [];
    const openSilence: OpenSilenceWatch = (_afterMs, given) => {
      fallSilent = given;
      return { heard: (topics) => void heard.push(...topics.map(({ id }) => id)), close: () => undefined };
    };
    return { openSilence, heard, silence: (topic: Topic) => fallSilent(topic) };
  }

  it('[P37] calls no vehicle OFFLINE of which another server has just heard, and watches it again', async () => {
    const { openSilence, heard, silence } = withSilence();
    const { one, statuses, live, clock } = await open({ offlineAfterMs: 60_000 }, { openSilence });
    await one(1);
    const data = { vehicleId: 'bus-7', status: 'ONLINE' };
    const version = clock.now();
    await live.set([
      { topic: BUS, event: 'location:update', data, version, announce: 'now', whenAbsent: 'store' },
    ]);
    heard.length = 0;
    silence(BUS);
    await endOfTurn();
    expect([statuses(), heard]).toEqual([['ONLINE', 'ONLINE'], ['bus-7']]);
    clock.advance(60_000);
    silence(BUS);
    await endOfTurn();
    expect(statuses()).toEqual(['ONLINE', 'ONLINE', 'OFFLINE']);
  });

  it('[P37] marks a vehicle OFFLINE that live has forgotten meanwhile', async () => {
    const { openSilence, silence } = withSilence();
    const { one, statuses, broadcasts, history, clock } = await open({}, { openSilence });
    await one(1);
    const after = await open({}, { openSilence, history });
    clock.advance(60_000);
    silence(BUS);
    await endOfTurn();
    expect(statuses()).toEqual(['ONLINE']);
    expect(after.statuses()).toEqual(['OFFLINE']);
    expect(broadcasts()).toEqual([1]);
  });
});

describe('the list of a fleet', () => {
  it('[P28] holds what live forgot, each vehicle once with its newest position', async () => {
    const { history, questions } = countedLists(createMemoryHistory());
    const live = createMemoryLive({ maxKeyed: 2 });
    const { one, core, clock, log, T0 } = await open({}, { live, history });
    for (let number = 1; number <= 4; number++) await one(number, { vehicleId: `v${number}` });
    expect(live.forgets).toBe(true);
    const ids = async () =>
      (await core.positions.list('acme'))
        .map(({ data }) => ('vehicleId' in data ? data.vehicleId : ''))
        .sort();
    expect(await Promise.all([ids(), ids(), ids()])).toEqual(
      Array.from({ length: 3 }, () => ['v1', 'v2', 'v3', 'v4']),
    );
    expect(questions()).toBe(1);
    await one(9, { vehicleId: 'v1' });
    const listed = await core.positions.list('acme');
    const of = listed.filter(({ data }) => 'vehicleId' in data && data.vehicleId === 'v1');
    expect(of.map(({ version }) => version)).toEqual([T0 + 9000]);
    expect(questions()).toBe(1);
    clock.advance(5_000);
    await ids();
    expect(questions()).toBe(2);
    expect(log.lines.filter(({ level }) => level === 'warn')).toEqual([]);
  });

  it('is of those who moved lately when history cannot be asked, and says so', async () => {
    const history: History = {
      ...bound(createMemoryHistory()),
      lastOfAll() {
        throw new Error('the database is away');
      },
    };
    const live = createMemoryLive({ maxKeyed: 1 });
    const { one, core, log } = await open({}, { live, history });
    await one(1, { vehicleId: 'v1' });
    await one(1, { vehicleId: 'v2' });
    expect(
      (await core.positions.list('acme')).map(({ data }) => 'vehicleId' in data && data.vehicleId),
    ).toEqual(['v2']);
    expect(log.lines.filter(({ level }) => level === 'warn')).toHaveLength(1);
  });
});

function countedLists(history: History) {
  let questions = 0;
  const asked: History = {
    ...bound(history),
    lastOfAll(tenant) {
      questions += 1;
      return history.lastOfAll(tenant);
    },
  };
  return { history: asked, questions: () => questions };
}

/** The port's methods as fields, so that some can be replaced. */
function bound<P extends object>(port: P): P {
  return new Proxy({} as P, {
    get: (_, name) => member(port, name),
    ownKeys: () => methodsOf(port),
    getOwnPropertyDescriptor: (_, name) => ({
      configurable: true,
      enumerable: true,
      value: member(port, name),
    }),
  });
}

function member(port: object, name: PropertyKey): unknown {
  const value: unknown = Reflect.get(port, name);
  return typeof value === 'function' ? value.bind(port) : value;
}

function methodsOf(port: object): (string | symbol)[] {
  const names = new Set<string | symbol>();
  for (let at: object | null = port; at !== null && at !== Object.prototype; at = Object.getPrototypeOf(at))
    for (const name of Reflect.ownKeys(at)) if (name !== 'constructor') names.add(name);
  return [...names];
}
