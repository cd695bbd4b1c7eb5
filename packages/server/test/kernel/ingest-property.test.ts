import { type Subject, WaycastError } from '@waycast/contract';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createMemoryLive } from '../../src/adapters/memory/live.ts';
import { type Hook, instrumented } from '../../src/conformance/instrumented.ts';
import { createMemoryHistory } from '../../src/conformance/memory-history.ts';
import { Received } from '../../src/conformance/received.ts';
import type { History } from '../../src/ports/history.ts';
import type { Live } from '../../src/ports/live.ts';
import { createKernelRig } from './kernel-rig.ts';

const ADMIN: Subject = {
  id: 'ann',
  tenant: 'acme',
  roles: new Set(['admin']),
  vehicles: new Set(),
  expiresAt: Number.MAX_SAFE_INTEGER,
};
const SETTLE_TURNS = 40;

/** What a caller does: a fix or a batch, then so many turns and milliseconds until the next caller. */
interface Step {
  readonly fixes: readonly { readonly vehicle: number; readonly second: number }[];
  readonly turns: number;
  readonly ms: number;
}

interface Program {
  readonly steps: readonly Step[];
  /** Turns that each operation of live and history takes, over and over, and which of them fail, in the order of use. */
  readonly delays: readonly number[];
  readonly failures: readonly boolean[];
}

interface Outcome {
  /** Versions that followers got, by vehicle, in seconds. */
  readonly broadcasts: ReadonlyMap<string, readonly number[]>;
  readonly receiptsBroadcast: number;
  readonly history: History;
}

const fixOf = fc.record({ vehicle: fc.integer({ min: 0, max: 2 }), second: fc.integer({ min: 1, max: 15 }) });
const stepOf = (maxMs: number, maxFixes: number): fc.Arbitrary<Step> =>
  fc.record({
    fixes: fc.array(fixOf, { minLength: 1, maxLength: maxFixes }),
    turns: fc.integer({ min: 0, max: 3 }),
    ms: fc.integer({ min: 0, max: maxMs }),
  });

function programOf(
  options: { maxMs?: number; maxFixes?: number; failing?: boolean } = {},
): fc.Arbitrary<Program> {
  return fc.record({
    steps: fc.array(stepOf(options.maxMs ?? 0, options.maxFixes ?? 1), { minLength: 1, maxLength: 25 }),
    delays: fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 1, maxLength: 30 }),
    failures: options.failing === true ? fc.array(fc.boolean(), { maxLength: 120 }) : fc.constant([]),
  });
}

async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn++) await new Promise((resolve) => setImmediate(resolve));
}

/** A hook that waits as the program says and fails where it says, as long as it is `active`. */
function hookOf({ delays, failures }: Program, active: () => boolean): Hook {
  let used = 0;
  return async () => {
    const here = used++;
    await turns(active() ? (delays[here % delays.length] ?? 0) : 0);
    if (active() && failures[here] === true) throw new WaycastError('unavailable', 'away for a moment');
  };
}

/** Runs a program: callers start in order and overlap; who is told `unavailable` sends the same again. */
async function run(
  program: Program,
  settings: {
    minIntervalMs?: number;
    offlineAfterMs?: number;
    silenceMs?: number;
    before?: History;
    restore?: boolean;
  } = {},
): Promise<Outcome> {
  const real: Live = createMemoryLive();
  const history = settings.before ?? createMemoryHistory();
  let active = true;
  const hook = hookOf(program, () => active);
  const rig = createKernelRig({
    ports: {
      live: instrumented(real, hook, ['set', 'get', 'seed', 'announce']),
      history: instrumented(history, hook, ['record', 'last']),
    },
    settings: { minIntervalMs: settings.minIntervalMs ?? 0, offlineAfterMs: settings.offlineAfterMs ?? 1e9 },
  });
  const { ingest, positions } = rig.core;
  if (settings.restore === true) await positions.restore();
  const heard = new Received();
  await real.subscribe({ tenant: 'acme', family: 'fleet', id: '' }, heard.listener);
  let receiptsBroadcast = 0;

  async function report({ fixes }: Step): Promise<void> {
    const inputs = fixes.map(({ vehicle, second }) => ({
      vehicleId: `v${vehicle}`,
      latitude: 52,
      longitude: -8,
      timestamp: T0 + second * 1000,
    }));
    for (let attempt = 0; ; attempt++) {
      try {
        if (inputs.length > 1)
          expect(await ingest.batch(ADMIN, inputs)).toEqual({ accepted: inputs.length, rejected: [] });
        else if ((await ingest.one(ADMIN, inputs[0])).broadcast) receiptsBroadcast += 1;
        return;
      } catch (error) {
        if (attempt > 200 || !(error instanceof WaycastError) || error.code !== 'unavailable') throw error;
      }
    }
  }

  const calls: Promise<void>[] = [];
  for (const step of program.steps) {
    calls.push(report(step));
    await turns(step.turns);
    rig.clock.advance(step.ms);
  }
  await Promise.all(calls);
  active = false;
  // Whatever is held goes out, and what it sets off as well.
  for (let round = 0; round < 4; round++) {
    rig.clock.advance(settings.silenceMs ?? 5_000);
    await turns(SETTLE_TURNS);
  }
  await rig.close();
  const broadcasts = new Map<string, number[]>();
  for (const event of heard.events) {
    if (event.kind === 'keyed')
      broadcasts.set(event.topic.id, [
        ...(broadcasts.get(event.topic.id) ?? []),
        (event.version - T0) / 1000,
      ]);
  }
  return { broadcasts, receiptsBroadcast, history };
}

const T0 = Date.now() - 3_600_000;

/** Different seconds reported of each vehicle, rising. */
function reported({ steps }: Program): Map<string, number[]> {
  const seconds = new Map<string, Set<number>>();
  for (const { vehicle, second } of steps.flatMap(({ fixes }) => fixes)) {
    seconds.set(`v${vehicle}`, (seconds.get(`v${vehicle}`) ?? new Set()).add(second));
  }
  return new Map([...seconds].map(([id, set]) => [id, [...set].sort((a, b) => a - b)]));
}

/** Versions only rise, and the last is `newest`. */
function expectRisingTo(versions: readonly number[] | undefined, newest: number | undefined): void {
  expect(versions).toEqual([...new Set(versions)].sort((a, b) => a - b));
  expect(versions?.at(-1)).toBe(newest);
}

async function expectStored(history: History, program: Program): Promise<void> {
  for (const [vehicleId, seconds] of reported(program)) {
    const rows = await history.page(
      { tenant: 'acme', vehicleId, from: 0, to: Number.MAX_SAFE_INTEGER },
      10_000,
    );
    expect(rows.map(({ time }) => (time - T0) / 1000)).toEqual(seconds);
  }
}

describe('[P21] [P35] whatever the order, overlap and delay of the callers', () => {
  const numRuns = Number(process.env['SOAK_RUNS'] ?? 75);

  it('the newest fix goes out last and everything is stored once', async () => {
    await fc.assert(
      fc.asyncProperty(programOf({ maxFixes: 3 }), async (program) => {
        const { broadcasts, history } = await run(program);
        for (const [id, seconds] of reported(program)) expectRisingTo(broadcasts.get(id), seconds.at(-1));
        await expectStored(history, program);
      }),
      { numRuns },
    );
  });

  it('a receipt says broadcast exactly where its fix went out at once', async () => {
    await fc.assert(
      fc.asyncProperty(programOf(), async (program) => {
        const { broadcasts, receiptsBroadcast } = await run(program);
        expect(receiptsBroadcast).toBe([...broadcasts.values()].flat().length);
      }),
      { numRuns },
    );
  });

  it('[P41] the newest fix goes out last under a throttle too, however long operations take', async () => {
    await fc.assert(
      fc.asyncProperty(programOf({ maxMs: 1500, maxFixes: 3 }), async (program) => {
        const { broadcasts, history } = await run(program, { minIntervalMs: 1000 });
        for (const [id, seconds] of reported(program)) expectRisingTo(broadcasts.get(id), seconds.at(-1));
        await expectStored(history, program);
      }),
      { numRuns },
    );
  });

  it('[P30] and also when live and history fail now and then and callers send again', async () => {
    await fc.assert(
      fc.asyncProperty(
        programOf({ maxMs: 800, maxFixes: 2, failing: true }),
        fc.constantFrom(0, 1000),
        async (program, minIntervalMs) => {
          const { broadcasts, history } = await run(program, { minIntervalMs });
          for (const [id, seconds] of reported(program)) expectRisingTo(broadcasts.get(id), seconds.at(-1));
          await expectStored(history, program);
        },
      ),
      { numRuns },
    );
  });

  it('[P37] OFFLINE follows the newest fix of each silence once, and no newer fix', async () => {
    await fc.assert(
      fc.asyncProperty(
        programOf({ maxMs: 40_000 }),
        fc.constantFrom(0, 1000),
        async (program, minIntervalMs) => {
          const { broadcasts } = await run(program, {
            minIntervalMs,
            offlineAfterMs: 60_000,
            silenceMs: 70_000,
          });
          for (const [id, seconds] of reported(program))
            expectRisingTo(broadcasts.get(id), (seconds.at(-1) ?? 0) + 0.0005);
        },
      ),
      { numRuns },
    );
  });

  it('after a restart nothing goes out that is not newer than history', async () => {
    await fc.assert(
      fc.asyncProperty(
        programOf({ maxFixes: 2 }),
        programOf({ maxFixes: 2 }),
        fc.boolean(),
        async (earlier, later, restore) => {
          const { history } = await run(earlier);
          const { broadcasts } = await run(later, { before: history, restore });
          const known = reported(earlier);
          for (const [id, seconds] of reported(later)) {
            const newestKnown = known.get(id)?.at(-1) ?? 0;
            const newest = seconds.at(-1) ?? 0;
            if (newest > newestKnown) expectRisingTo(broadcasts.get(id), newest);
            for (const second of broadcasts.get(id) ?? []) expect(second).toBeGreaterThan(newestKnown);
          }
        },
      ),
      { numRuns },
    );
  });
});
