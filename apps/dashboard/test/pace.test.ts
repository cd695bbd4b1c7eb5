import { createReporter, type Reporter } from '@waycast/client';
import { createRandom, destination, type LatLng } from '@waycast/geo';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createFixQuota, leastIntervalMs } from '../../../packages/server/src/kernel/fix-quota.ts';
import { createPace, tooSoonMs } from '../src/driver/pace.ts';
import { toFix } from '../src/driver/to-fix.ts';
import { rememberLeastInterval } from '../src/driver/tracker-memory.ts';
import { aPosition } from './a-position.ts';

const T0 = Date.parse('2026-05-04T07:45:00.000Z');
const SCHOOL_MAX = 10;
const SECONDS = 120;
/** A bus stops once on its way, for so long. */
const STANDS = { from: 70, to: 90 };

beforeEach(() => {
  const kept = new Map<string, string>();
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => kept.set(key, value),
    removeItem: (key: string) => kept.delete(key),
  });
  rememberLeastInterval(leastIntervalMs(SCHOOL_MAX));
});
afterEach(() => {
  vi.useRealTimers();
});

/** Two minutes of a bus at 1 Hz: it speeds up, slows down, turns and stops; half of the phones tell no speed. */
function drive(seed: number): GeolocationPosition[] {
  const random = createRandom(seed);
  const from = T0 + random.between(0, 60_000);
  const tellsSpeed = random.chance(0.5);
  let here: LatLng = { latitude: 52.66, longitude: -8.63 };
  let heading = random.between(0, 360);
  return Array.from({ length: SECONDS }, (_, second) => {
    const stands = second >= STANDS.from && second < STANDS.to;
    const speed = stands ? 0 : random.between(3, 14);
    heading = (heading + (random.chance(0.1) ? 90 : random.between(0, 8))) % 360;
    here = destination(here, heading, speed);
    const time = Math.round(from + second * 1000 + random.between(-80, 80));
    return aPosition(time, { ...here, ...(tellsSpeed ? { speed } : {}) });
  });
}

interface Server {
  readonly fetch: typeof globalThis.fetch;
  /** Times of the fixes that were taken. */
  readonly taken: number[];
  refused: number;
}

/** Takes batches by the quota that the server has. */
function serverWith(maxPerMinute: number): Server {
  const quota = createFixQuota(maxPerMinute);
  const server: Server = {
    taken: [],
    refused: 0,
    async fetch(_: unknown, init?: RequestInit) {
      const { updates }: { updates: { timestamp: string }[] } = JSON.parse(String(init?.body));
      const rejected = updates.flatMap(({ timestamp }, index) => {
        const time = Date.parse(timestamp);
        const retryAfterMs = quota.take('bus-7', time, Date.now());
        if (retryAfterMs === 0) server.taken.push(time);
        return retryAfterMs === 0 ? [] : [{ index, code: 'rate_limited', message: 'too many', retryAfterMs }];
      });
      server.refused += rejected.length;
      return Response.json({ accepted: updates.length - rejected.length, rejected }, { status: 202 });
    },
  };
  return server;
}

/** What came of a drive; ages are those of the newest position that the server has, each time that another comes. */
async function follow(
  positions: readonly GeolocationPosition[],
  pace: () => (next: GeolocationPosition) => number,
) {
  vi.useFakeTimers({ now: T0 - 1000 });
  const server = serverWith(SCHOOL_MAX);
  const reporter = createReporter({
    url: 'http://server.test',
    token: 't',
    fetch: server.fetch,
    random: () => 0.5,
  });
  let choose = pace();
  const ages: number[] = [];
  for (const [second, position] of positions.entries()) {
    await vi.advanceTimersByTimeAsync(position.timestamp - Date.now());
    // The page is read anew in the middle of the way.
    if (second === STANDS.from - 5) choose = pace();
    ages.push(second === 0 ? 0 : Date.now() - Math.max(...server.taken));
    await reportIf(choose(position) <= 0, position, reporter);
  }
  await vi.advanceTimersByTimeAsync(50);
  reporter.close();
  const { status } = reporter;
  const minutes = Map.groupBy(server.taken, (time) => Math.floor(time / 60_000));
  const mostInAMinute = Math.max(...[...minutes.values()].map((times) => times.length));
  return { ages, mostInAMinute, refused: server.refused, status };
}

async function reportIf(isDue: boolean, position: GeolocationPosition, reporter: Reporter): Promise<void> {
  if (isDue) await reporter.report(toFix('bus-7', position));
}

describe('a phone on a bus of a school that takes ten fixes a minute', () => {
  test.each([1, 2, 3, 4, 5, 6, 7, 8])('is never refused, and never far behind: drive %i', async (seed) => {
    const { ages, mostInAMinute, refused, status } = await follow(drive(seed), () => createPace('bus-7'));
    expect({ refused, queued: status.queued, error: status.error }).toEqual({
      refused: 0,
      queued: 0,
      error: null,
    });
    expect(mostInAMinute).toBeLessThanOrEqual(SCHOOL_MAX);
    const moving = ages.filter((_, second) => second < STANDS.from || second > STANDS.to + 5);
    expect(Math.max(...moving)).toBeLessThan(7_200);
    expect(Math.max(...ages)).toBeLessThan(11_200);
  });

  test('would be refused, and far behind, if it reported by the second', async () => {
    let last: GeolocationPosition | null = null;
    const bySecond = () => (next: GeolocationPosition) => {
      const waitMs = tooSoonMs(last, next);
      if (waitMs <= 0) last = next;
      return waitMs;
    };
    const { ages, refused, status } = await follow(drive(1), bySecond);
    expect(refused).toBeGreaterThan(10);
    expect(status.queued).toBeGreaterThan(20);
    expect(Math.max(...ages)).toBeGreaterThan(40_000);
  });
});

describe('the pace of a phone', () => {
  const at = (time: number, coords: Partial<GeolocationCoordinates> = {}) => aPosition(T0 + time, coords);

  test('is a second while moving and ten while standing, where the server takes as many', () => {
    const still = aPosition(0, { speed: 0 });
    expect(tooSoonMs(null, still)).toBe(0);
    expect(tooSoonMs(still, aPosition(5000, { speed: 0 }))).toBe(5000);
    expect(tooSoonMs(still, aPosition(10_000, { speed: null }))).toBe(0);
    expect(tooSoonMs(still, aPosition(1000, { speed: 8 }))).toBe(0);
    expect(tooSoonMs(still, aPosition(400, { speed: 8 }))).toBe(600);
    expect(tooSoonMs(still, aPosition(2000, { latitude: 52.6602 }))).toBeLessThanOrEqual(0);
    expect(tooSoonMs(still, aPosition(2000, { latitude: 52.6602, accuracy: 80 }))).toBe(8000);
    rememberLeastInterval(leastIntervalMs(120));
    const pace = createPace('bus-7');
    const waits = [0, 400, 1000, 1999, 2000].map((time) => pace(at(time, { speed: 8 })));
    expect(waits).toEqual([0, 600, 0, 1, 0]);
  });

  test('counts over a reload and other pages, for each vehicle alone', () => {
    expect(createPace('bus-7')(at(0))).toBe(0);
    expect(createPace('bus-7')(at(2000))).toBe(4000);
    expect(createPace('bus-8')(at(2000))).toBe(0);
    expect(createPace('bus-8')(at(8000))).toBe(0);
  });

  test('has no bound where there is no limit, and a cautious one before the server has said anything', () => {
    rememberLeastInterval(leastIntervalMs(0));
    createPace('bus-7')(at(0));
    expect(createPace('bus-7')(at(1))).toBe(0);
    localStorage.removeItem('waycast.driver.least-interval');
    expect(createPace('bus-7')(at(1001))).toBe(5000);
  });

  test('goes on when the clock of the phone is set back', () => {
    const pace = createPace('bus-7');
    expect([pace(at(3_600_000)), pace(at(0)), pace(at(1000))]).toEqual([0, 0, 9000]);
  });
});
