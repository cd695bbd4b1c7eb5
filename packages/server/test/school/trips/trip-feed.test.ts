import type { TripUpdate } from '@waycast/contract';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createMemoryLive } from '../../../src/adapters/memory/live.ts';
import { createRecordedLog } from '../../../src/conformance/recorded-log.ts';
import { sampleTrip, TRIP_START } from '../../../src/conformance/trip-samples.ts';
import { tripTopic } from '../../../src/modules/school/trips/publish-trip.ts';
import { LiveTripFeed } from '../../../src/modules/school/trips/trip-feed.ts';
import { NO_STATE } from '../../../src/modules/school/trips/trip-update.ts';
import type { Live } from '../../../src/ports/live.ts';
import type { TripState } from '../../../src/ports/trip-states.ts';
import type { StoredTrip } from '../../../src/ports/trips.ts';
import { createManualClock, type ManualClock } from '../../manual-clock.ts';

// What followers of one trip hear, from two servers that share one live and one database.

const TENANT = 'acme';
const ID = 'morning~2026-05-04';
const TOPIC = tripTopic(TENANT, ID);

let clock: ManualClock;
let live: Live;
let stored: StoredTrip;
let boarded: number;
let told: TripUpdate[];
let one: LiveTripFeed;
let other: LiveTripFeed;
const log = createRecordedLog();

beforeEach(async () => {
  clock = createManualClock(TRIP_START);
  live = createMemoryLive();
  stored = { ...sampleTrip(TENANT), status: 'IN_PROGRESS', revision: 1, updatedAt: TRIP_START };
  boarded = 0;
  told = [];
  await live.subscribe(TOPIC, (event) => {
    if (event.kind === 'keyed') told.push(event.data as TripUpdate);
  });
  [one, other] = [newFeed(), newFeed()];
});
afterEach(async () => {
  await Promise.all([one.close(), other.close()]);
  await live.close();
  expect(log.lines).toEqual([]);
});

function newFeed(): LiveTripFeed {
  const counts = async () => new Map([[ID, { boarded, expected: 9, flags: [] }]]);
  return new LiveTripFeed({
    ...{ live, clock, log },
    trips: { get: async () => stored },
    states: { of: async () => new Map(), visitsOf: async () => new Map() },
    counts: { countsOf: counts, stopsOf: async () => new Map(), onBoarded: () => () => undefined },
  });
}

/** Where the vehicle is so many seconds after the start, and which stop is next. */
function at(seconds: number, sequence = 2, more: Partial<TripState> = {}): TripState {
  const next = { stopId: `s${sequence}`, sequence, name: 'Next', eta: null, p10: null, p90: null };
  const location = { latitude: 52.66, longitude: -8.63 + seconds / 1e5 };
  return { ...NO_STATE, nextStop: next, location, at: TRIP_START + seconds * 1000, ...more };
}

const settled = async () => {
  for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setImmediate(resolve));
};
const seconds = () => told.map(({ timestamp = '' }) => (Date.parse(timestamp) - TRIP_START) / 1000);

it('tells of the way at most once a second, the newest then, and of the next stop at once', async () => {
  one.progressed(stored, at(0));
  await settled();
  for (const second of [0.1, 0.2, 0.3]) one.progressed(stored, at(second));
  await settled();
  expect(seconds()).toEqual([0]);
  clock.advance(1000);
  await settled();
  expect(seconds()).toEqual([0, 0.3]);
  one.progressed(stored, at(0.4, 3));
  await settled();
  one.progressed(stored, at(0.35, 3));
  await settled();
  expect(seconds()).toEqual([0, 0.3, 0.4]);
  expect(told.at(-1)?.nextStop?.stopId).toBe('s3');
});

it('tells of boarding at once, and keeps it while another server tells of the way', async () => {
  other.progressed(stored, at(0));
  await settled();
  boarded = 4;
  one.changed(TENANT, ID);
  await settled();
  expect(told.map((trip) => trip.studentsBoarded)).toEqual([0, 4]);
  clock.advance(2000);
  other.progressed(stored, at(2));
  await settled();
  expect(told.at(-1)).toMatchObject({ studentsBoarded: 4, studentsExpected: 9 });
});

it('does not take back what another server has ended', async () => {
  one.progressed(stored, at(0));
  await settled();
  const before = stored;
  stored = { ...stored, status: 'COMPLETED', revision: 2 };
  other.changed(TENANT, ID);
  await settled();
  clock.advance(5000);
  one.progressed(before, at(5));
  await settled();
  expect(told.map(({ status }) => status)).toEqual(['IN_PROGRESS', 'COMPLETED', 'COMPLETED']);
  expect(told.at(-1)).toMatchObject({ nextStop: null, currentLocation: null });
});

it('reads a trip that live has forgotten, which tells nobody', async () => {
  stored = { ...stored, status: 'SCHEDULED', revision: 0 };
  const state = await one.newest(TOPIC);
  expect(state?.data).toMatchObject({ tripId: ID, status: 'SCHEDULED', nextStop: { stopId: 'gate' } });
  expect(await live.get(TOPIC)).toMatchObject({ version: TRIP_START });
  expect(told).toEqual([]);
});
