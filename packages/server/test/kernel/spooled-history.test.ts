import { type Fix, WaycastError } from '@waycast/contract';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import { freshDatabase } from '../../../../test/fixtures/database.ts';
import { until } from '../../../../test/fixtures/until.ts';
import { openJournal } from '../../src/adapters/spool/open-journal.ts';
import { all, fixAt, of, T0 } from '../../src/conformance/history-samples.ts';
import { historySuite } from '../../src/conformance/history-suite.ts';
import { instrumented } from '../../src/conformance/instrumented.ts';
import { createMemoryHistory } from '../../src/conformance/memory-history.ts';
import { SpooledHistory } from '../../src/kernel/spooled-history.ts';
import { systemClock } from '../../src/ports/clock.ts';
import type { History, TenantFix } from '../../src/ports/history.ts';
import { Overloaded } from '../../src/ports/overloaded.ts';
import { openStore, recordingLog, temporaryFolder } from '../adapters/postgres/stores.ts';
import { dataFolder, openIn } from '../adapters/spool/journals.ts';

const AWAY = new WaycastError('unavailable', 'the database is away', { retryAfterMs: 100 });

/** A history that can be cut off, behind a spool that can too. */
async function open(
  options: { maxBytes?: number; dataDir?: string; inner?: History; isAway?: () => boolean } = {},
) {
  const inner = options.inner ?? createMemoryHistory();
  let failure: Error | undefined;
  const recorded: TenantFix[] = [];
  inner.onStored((fixes) => void recorded.push(...fixes));
  const cuttable = instrumented(inner, async () => {
    if (failure !== undefined) throw failure;
  }, ['record']);
  const { journal, close } = await openIn(options.dataDir ?? (await dataFolder()), options);
  const { log, lines } = recordingLog();
  const away = options.isAway ?? (() => false);
  const spooled = new SpooledHistory({ history: cuttable, journal, away, log, clock: systemClock });
  onTestFinished(() => spooled.close());
  return {
    spooled,
    inner,
    journal,
    lines,
    recorded,
    close: () => spooled.close().then(close),
    fail: (error: Error | undefined) => {
      failure = error;
    },
    record: (...fixes: Fix[]) => spooled.record(of('acme', fixes)),
    stored: () => all(inner, 'acme'),
    replayed: () => until('the journal is empty', () => journal.empty),
  };
}

describe('history with a spool', () => {
  it('goes straight to the database while that answers', async () => {
    const { record, journal, stored, spooled } = await open();
    await record(fixAt(T0));
    expect([journal.bytes, await stored(), spooled.totals]).toEqual([
      0,
      [fixAt(T0)],
      { spooled: 0, replayed: 0 },
    ]);
  });

  it('acknowledges on disk while the database is away, and stores all in order, once, when it is back', async () => {
    const { record, fail, journal, stored, replayed, recorded, spooled, lines } = await open();
    fail(AWAY);
    const fixes = Array.from({ length: 30 }, (_, at) => fixAt(T0 + at));
    for (const fix of fixes.slice(0, 2)) await record(fix);
    // Together: each that is waited for waits for the disk, for which a busy machine takes up to seconds.
    await Promise.all(fixes.slice(2).map((fix) => record(fix)));
    expect([journal.empty, await stored()]).toEqual([false, []]);
    fail(undefined);
    await replayed();
    expect(await stored()).toEqual(fixes);
    expect(recorded.map(({ fix }) => fix)).toEqual(fixes);
    expect(spooled.totals).toEqual({ spooled: 30, replayed: 30 });
    await record(fixAt(T0 + 100));
    expect(spooled.totals.spooled).toBe(30);
    await until('it is said', () => lines.length === 2);
    expect(lines).toEqual([
      expect.stringMatching(/^warn The database is away/),
      expect.stringMatching(/^info Fixes that waited/),
    ]);
  });

  it('does not ask a database that is known to be away', async () => {
    let away = true;
    const { record, stored, replayed, recorded, spooled } = await open({ isAway: () => away });
    await record(fixAt(T0));
    await expect(spooled.lastOf([{ tenant: 'acme', vehicleId: 'bus-1' }])).rejects.toMatchObject({
      code: 'unavailable',
    });
    expect(recorded).toEqual([]);
    away = false;
    await replayed();
    expect(await stored()).toEqual([fixAt(T0)]);
  });

  it('H2 lets no repeat overtake the first, neither in the spool nor after the return', async () => {
    const { record, fail, stored, replayed } = await open();
    const [first, second] = [fixAt(T0, { speed: 1 }), fixAt(T0, { speed: 2 })];
    fail(AWAY);
    await record(first);
    await record(second);
    fail(undefined);
    await record(second);
    await replayed();
    await record(second);
    expect(await stored()).toEqual([first]);
  });

  it('H2 lets no repeat overtake what a server that ended has left', async () => {
    const dataDir = await dataFolder();
    const before = await open({ dataDir });
    before.fail(AWAY);
    await before.record(fixAt(T0, { speed: 1 }));
    await before.close();
    expect(before.lines.at(-1)).toMatch(/^warn Fixes wait in the spool/);
    const { record, stored, replayed } = await open({ dataDir });
    await record(fixAt(T0, { speed: 2 }));
    await replayed();
    expect(await stored()).toEqual([fixAt(T0, { speed: 1 })]);
  });

  it('H4 passes on that the database has too much to do', async () => {
    const { record, fail, journal } = await open();
    fail(new Overloaded('too much waits', 250));
    await expect(record(fixAt(T0))).rejects.toMatchObject({ code: 'unavailable', retryAfterMs: 250 });
    expect(journal.empty).toBe(true);
  });

  it('passes on that the database refuses a fix', async () => {
    const { record, fail, journal } = await open();
    fail(new WaycastError('invalid', 'out of range'));
    await expect(record(fixAt(T0))).rejects.toMatchObject({ code: 'invalid' });
    expect(journal.empty).toBe(true);
  });

  it('H1 refuses when the spool is full as well, and goes on when there is room', async () => {
    const { record, fail, stored, replayed } = await open({ maxBytes: 300 });
    fail(AWAY);
    await record(fixAt(T0));
    await expect(record(...Array.from({ length: 10 }, (_, at) => fixAt(T0 + at)))).rejects.toMatchObject({
      code: 'unavailable',
      retryAfterMs: expect.any(Number),
    });
    fail(undefined);
    await replayed();
    await record(fixAt(T0 + 1));
    expect(await stored()).toEqual([fixAt(T0), fixAt(T0 + 1)]);
  });

  it('ends under a load that never pauses', async () => {
    const { record, fail, journal, spooled, stored } = await open();
    fail(AWAY);
    let time = T0;
    let loading = true;
    const load = async (): Promise<void> => {
      while (loading) await record(fixAt(time++));
    };
    const loads = Array.from({ length: 20 }, load);
    await until('some wait', () => spooled.totals.spooled > 500);
    fail(undefined);
    await until('none wait', () => journal.empty && spooled.totals.replayed >= 500);
    const before = spooled.totals.spooled;
    const reached = time + 500;
    await until('fixes go straight to the database', () => time > reached);
    expect(spooled.totals.spooled).toBe(before);
    loading = false;
    await Promise.all(loads);
    expect((await stored()).length).toBe(Math.min(time - T0, 10_000));
  });

  it('H1 H2 stores everything that was acknowledged once, the first of each moment, whatever fails when', async () => {
    const step = fc.record({
      times: fc.array(fc.integer({ min: 0, max: 20 }), { minLength: 1, maxLength: 4 }),
      fails: fc.boolean(),
      turns: fc.integer({ min: 0, max: 4 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 20 }), async (steps) => {
        const { record, fail, stored, replayed, close } = await open();
        const firsts = new Map<number, Fix>();
        for (const [number, { times, fails, turns }] of steps.entries()) {
          fail(fails ? AWAY : undefined);
          const fixes = times.map((time) => fixAt(T0 + time, { speed: number }));
          await record(...fixes);
          for (const fix of fixes) if (!firsts.has(fix.time)) firsts.set(fix.time, fix);
          for (let turn = 0; turn < turns; turn++) await new Promise((resolve) => setImmediate(resolve));
        }
        fail(undefined);
        await replayed();
        expect(await stored()).toEqual([...firsts.values()].sort((a, b) => a.time - b.time));
        await close();
      }),
      { numRuns: 25 },
    );
  }, 120_000);
});

describe('what no row can hold', () => {
  it('is left out when it comes out of the spool, and everything beside it is stored', async () => {
    const store = await openStore({ url: await freshDatabase() });
    onTestFinished(() => store.close());
    const { record, fail, stored, replayed, lines } = await open({ inner: store.history });
    fail(AWAY);
    const poisonous = fixAt(T0 + 1, { attributes: { note: 'a\0b' } });
    await record(fixAt(T0), poisonous, fixAt(T0 + 2));
    await record(fixAt(T0 + 3));
    fail(undefined);
    await replayed();
    expect((await stored()).map(({ time }) => time - T0)).toEqual([0, 2, 3]);
    expect(lines.filter((line) => line.startsWith('error The database refuses a fix'))).toHaveLength(1);
  });
});

historySuite('with a spool', async () => {
  const [url, spool] = [await freshDatabase(), await temporaryFolder()];
  const openBoth = async () => {
    const store = await openStore({ url });
    const { journal, close } = await openJournal({
      dataDir: spool.folder,
      maxBytes: 2 ** 26,
      isWorker: false,
      lock: async () => async () => undefined,
      clock: systemClock,
      log: recordingLog().log,
    });
    const away = (): boolean => store.state() === 'disconnected';
    const log = recordingLog().log;
    const history = new SpooledHistory({ history: store.history, journal, away, log, clock: systemClock });
    return {
      history,
      close: () =>
        history
          .close()
          .then(close)
          .then(() => store.close()),
    };
  };
  let opened = await openBoth();
  return {
    history: () => opened.history,
    async reopen() {
      await opened.close();
      opened = await openBoth();
    },
    async close() {
      await opened.close();
      await spool.remove();
    },
  };
});
