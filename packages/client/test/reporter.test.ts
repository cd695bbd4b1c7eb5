import type { FixInput } from '@waycast/contract';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import { fillBatch } from '../src/batch.ts';
import {
  createMemoryFixQueue,
  createReporter,
  type RejectedFix,
  type Reporter,
  type ReporterOptions,
  type ReporterStatus,
} from '../src/index.ts';
import { Told } from './connected.ts';
import { type Asked, HttpPeer, type Reply } from './http-peer.ts';

const fix = (n: number): FixInput => ({ vehicleId: 'bus-7', latitude: 52, longitude: -8, timestamp: n });

function sent({ body }: Asked): FixInput[] {
  return (JSON.parse(body) as { updates: FixInput[] }).updates;
}

const accept = (asked: Asked): Reply => ({
  status: 202,
  json: { accepted: sent(asked).length, rejected: [] },
});
const refuse = (status: number, code: string): Reply => ({ status, json: { code, detail: code } });

function reporterFor(peer: HttpPeer, options: Partial<ReporterOptions> = {}): Reporter {
  const reporter = createReporter({
    url: peer.url,
    token: 't',
    backoff: { baseMs: 2, capMs: 10 },
    ...options,
  });
  onTestFinished(() => reporter.close());
  return reporter;
}

function reaches(reporter: Reporter, when: (status: ReporterStatus) => boolean): Promise<ReporterStatus> {
  if (when(reporter.status)) return Promise.resolve(reporter.status);
  return new Promise((resolve) => {
    const stop = reporter.onStatus((status) => {
      if (!when(status)) return;
      stop();
      resolve(status);
    });
  });
}

const idle = ({ sending, queued }: ReporterStatus) => !sending && queued === 0;

describe('reporter', () => {
  it('sends what is queued and counts it', async () => {
    const peer = await HttpPeer.start(accept);
    const reporter = reporterFor(peer);
    await reporter.report(fix(1));
    await reporter.report(fix(2));
    const status = await reaches(reporter, (now) => now.accepted === 2 && idle(now));
    expect(status).toMatchObject({ rejected: 0, dropped: 0, error: null, retryAt: null });
    expect(peer.asked.flatMap(sent)).toEqual([fix(1), fix(2)]);
  });

  it('tells what an earlier visit left in the queue, also while nothing can be sent', async () => {
    const peer = await HttpPeer.start(() => refuse(503, 'unavailable'));
    const queue = createMemoryFixQueue();
    for (const one of [1, 2, 3]) await queue.push(fix(one));
    const status = await reaches(reporterFor(peer, { queue }), ({ error }) => error !== null);
    expect(status).toMatchObject({ queued: 3, accepted: 0, error: { code: 'unavailable' } });
  });

  it('stamps a fix without a time when it is queued, not when it is sent', async () => {
    const peer = await HttpPeer.start(accept);
    const queue = createMemoryFixQueue();
    const reporter = reporterFor(peer, { queue, gatherMs: 60_000 });
    await reporter.report({ vehicleId: 'bus-7', lat: 1, lng: 2 });
    const [queued] = await queue.peek(1);
    await reporter.flush();
    expect(peer.asked.flatMap(sent)).toEqual([queued?.fix]);
    expect(queued?.fix.timestamp).toMatch(/Z$/);
  });

  it('sends at once what a queue holds from last time, in batches', async () => {
    const peer = await HttpPeer.start(accept);
    const queue = createMemoryFixQueue();
    for (let n = 0; n < 5; n++) await queue.push(fix(n));
    const reporter = reporterFor(peer, { queue, batchMax: 2 });
    await reaches(reporter, ({ accepted }) => accepted === 5);
    expect(peer.asked.map((asked) => sent(asked).length)).toEqual([2, 2, 1]);
  });

  it('keeps what was not acknowledged and sends it again', async () => {
    const replies: ((asked: Asked) => Reply)[] = [
      () => ({ status: 503, headers: { 'retry-after': '0' } }),
      () => ({ status: 200, cut: true }),
      () => refuse(500, 'internal'),
      accept,
    ];
    const peer = await HttpPeer.start((asked) => (replies.shift() ?? accept)(asked));
    const reporter = reporterFor(peer);
    const errors = new Set<string>();
    reporter.onStatus(({ error }) => error !== null && errors.add(error.code));
    await reporter.report(fix(1));
    await reaches(reporter, ({ accepted }) => accepted === 1);
    expect(peer.asked.map((asked) => sent(asked).length)).toEqual([1, 1, 1, 1]);
    expect(errors).toEqual(new Set(['unavailable', 'internal']));
    expect(reporter.status.error).toBeNull();
  });

  it('waits as long as the server asks', async () => {
    const peer = await HttpPeer.start(() => ({ status: 503, headers: { 'retry-after': '60' } }));
    const reporter = reporterFor(peer);
    await reporter.report(fix(1));
    const { retryAt, queued } = await reaches(reporter, ({ error }) => error !== null);
    expect(queued).toBe(1);
    expect((retryAt ?? 0) - Date.now()).toBeGreaterThan(50_000);
  });

  it('removes and reports what is refused for good, and keeps what is refused for now', async () => {
    const verdicts = [
      {
        accepted: 1,
        rejected: [
          { index: 1, code: 'invalid', message: 'latitude' },
          { index: 2, code: 'rate_limited', message: 'quota', retryAfterMs: 1 },
          { index: 3, code: 'forbidden', message: 'not your bus' },
        ],
      },
    ];
    const peer = await HttpPeer.start((asked) => ({
      status: 202,
      json: verdicts.shift() ?? { accepted: sent(asked).length, rejected: [] },
    }));
    const queue = createMemoryFixQueue();
    for (const n of [0, 1, 2, 3]) await queue.push(fix(n));
    const reporter = reporterFor(peer, { queue });
    const told = new Told<readonly RejectedFix[]>();
    reporter.onRejected(told.tell);
    expect((await told.first(1))[0]).toEqual([
      { fix: fix(1), code: 'invalid', message: 'latitude' },
      { fix: fix(3), code: 'forbidden', message: 'not your bus' },
    ]);
    const status = await reaches(reporter, ({ accepted }) => accepted === 2);
    expect(status).toMatchObject({ rejected: 2, queued: 0 });
    expect(sent(peer.asked[1] as Asked)).toEqual([fix(2)]);
  });

  it('finds the one fix for which whole batches are refused', async () => {
    const peer = await HttpPeer.start((asked) =>
      sent(asked).some(({ timestamp }) => timestamp === 5) ? refuse(400, 'invalid') : accept(asked),
    );
    const queue = createMemoryFixQueue();
    for (let n = 0; n < 12; n++) await queue.push(fix(n));
    const reporter = reporterFor(peer, { queue });
    const told = new Told<readonly RejectedFix[]>();
    reporter.onRejected(told.tell);
    await reaches(reporter, ({ accepted }) => accepted === 11);
    expect(told.all).toEqual([[{ fix: fix(5), code: 'invalid', message: 'invalid' }]]);
  });

  it('drops the oldest beyond its bound and says how many', async () => {
    const peer = await HttpPeer.start(accept);
    const reporter = reporterFor(peer, { queue: createMemoryFixQueue(3), gatherMs: 60_000 });
    for (let n = 0; n < 5; n++) await reporter.report(fix(n));
    expect(reporter.status).toMatchObject({ queued: 3, dropped: 2 });
    await reporter.flush();
    expect(peer.asked.flatMap(sent)).toEqual([fix(2), fix(3), fix(4)]);
  });

  it('keeps the queue when it is closed in the middle of a request', async () => {
    const peer = await HttpPeer.start(() => new Promise(() => undefined));
    const queue = createMemoryFixQueue();
    const reporter = reporterFor(peer, { queue });
    await reporter.report(fix(1));
    await reaches(reporter, ({ sending }) => sending);
    reporter.close();
    await reaches(reporter, ({ sending }) => !sending);
    expect(await queue.size()).toBe(1);
    await expect(reporter.report(fix(2))).rejects.toThrow('closed');
  });

  it('loses nothing and repeats nothing it had an answer for, whatever the server answers', async () => {
    const reply = fc.constantFrom('accept', 'unavailable', 'cut');
    await fc.assert(
      fc.asyncProperty(
        fc.array(reply, { maxLength: 6 }),
        fc.integer({ min: 1, max: 9 }),
        async (answers, count) => {
          const acknowledged: unknown[] = [];
          const peer = await HttpPeer.start((asked) => {
            const answer = answers.shift() ?? 'accept';
            if (answer === 'unavailable') return refuse(503, 'unavailable');
            if (answer === 'cut') return { status: 200, cut: true };
            acknowledged.push(...sent(asked).map(({ timestamp }) => timestamp));
            return accept(asked);
          });
          const reporter = reporterFor(peer, { batchMax: 3, backoff: { baseMs: 1, capMs: 1 } });
          for (let n = 1; n <= count; n++) await reporter.report(fix(n));
          await reaches(reporter, ({ accepted }) => accepted === count);
          expect(acknowledged).toEqual(Array.from({ length: count }, (_, index) => index + 1));
          reporter.close();
          await peer.close();
        },
      ),
      { numRuns: 25 },
    );
  });

  it.each([0, 1.5, 1001])('refuses a batchMax of %d', (batchMax) => {
    expect(() => createReporter({ url: 'http://localhost', token: 't', batchMax })).toThrow(RangeError);
  });
});

describe('a batch', () => {
  it('stays below 1 MB, but always has a first fix', () => {
    const large = (key: number) => ({
      key,
      item: { vehicleId: 'ü'.repeat(200_000), latitude: 1, longitude: 1 },
    });
    const batch = fillBatch([large(1), large(2), large(3), large(4)], 'updates');
    expect(batch.items.map(({ key }) => key)).toEqual([1, 2]);
    expect(new TextEncoder().encode(batch.body).length).toBeLessThan(1_000_000);
    expect(fillBatch([{ key: 9, item: 'x'.repeat(2_000_000) }], 'updates').items).toHaveLength(1);
  });
});
