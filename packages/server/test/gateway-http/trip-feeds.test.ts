import Bindings from 'gtfs-realtime-bindings';
import { describe, expect, it } from 'vitest';
import { type Message, toBinary } from '../../src/gateway/http/feeds/protobuf.ts';
import { FEED_MESSAGE } from '../../src/gateway/http/feeds/realtime-shapes.ts';
import { serviceAlerts } from '../../src/gateway/http/feeds/service-alerts.ts';
import { tripUpdates } from '../../src/gateway/http/feeds/trip-updates.ts';
import type { FeedTrip } from '../../src/ports/feed-trips.ts';

const { FeedMessage, Alert, TripDescriptor, TripUpdate } = Bindings.transit_realtime;
const T0 = Date.parse('2026-03-02T07:30:00Z');
const S0 = T0 / 1000;

const UNTOUCHED = { scheduledAt: null, arrivedAt: null, departedAt: null, skipped: false, eta: null };
const TRIP: FeedTrip = {
  tripId: 'r7~2026-03-02',
  routeId: 'r7',
  serviceDate: '2026-03-02',
  isCancelled: false,
  isExtra: false,
  vehicleId: 'bus-7',
  reason: null,
  scheduledStart: T0,
  scheduledEnd: T0 + 1_200_000,
  offRouteSince: null,
  delayS: -45,
  madeAt: T0 + 90_500,
  stops: [
    {
      ...UNTOUCHED,
      stopId: 'a',
      sequence: 1,
      scheduledAt: T0,
      arrivedAt: T0 - 60_000,
      departedAt: T0 + 5000,
    },
    { ...UNTOUCHED, stopId: 'b', sequence: 2, skipped: true },
    {
      ...UNTOUCHED,
      stopId: 'c',
      sequence: 3,
      scheduledAt: T0 + 600_000,
      eta: { eta: T0 + 555_000, p10: T0 + 500_000, p90: T0 + 680_000 },
    },
    { ...UNTOUCHED, stopId: 'a', sequence: 4 },
  ],
};

function read(message: Message) {
  const feed = FeedMessage.decode(toBinary(FEED_MESSAGE, message));
  expect(FeedMessage.verify(feed)).toBeNull();
  return feed;
}

describe('TripUpdates', () => {
  it('tell what happened at stops and what is expected, with its uncertainty', () => {
    const [entity] = read(tripUpdates([TRIP], S0 + 100)).entity;
    expect(entity?.id).toBe('r7~2026-03-02');
    const update = entity?.tripUpdate;
    expect(update?.trip).toMatchObject({ tripId: 'r7~2026-03-02', startDate: '20260302', routeId: 'r7' });
    expect(update?.delay, 'ahead of its schedule').toBe(-45);
    expect(Number(update?.timestamp)).toBe(S0 + 90);
    const stops = TripUpdate.toObject(TripUpdate.fromObject(update ?? {}), { longs: Number }).stopTimeUpdate;
    expect(stops).toEqual([
      {
        stopSequence: 1,
        stopId: 'a',
        scheduleRelationship: 0,
        arrival: { delay: -60, time: S0 - 60, uncertainty: 0 },
        departure: { time: S0 + 5, uncertainty: 0 },
      },
      { stopSequence: 2, stopId: 'b', scheduleRelationship: 1 },
      {
        stopSequence: 3,
        stopId: 'c',
        scheduleRelationship: 0,
        arrival: { delay: -45, time: S0 + 555, uncertainty: 90 },
      },
    ]);
  });

  it('are never newer than their feed, and say what is cancelled or runs besides', () => {
    const others = [
      { ...TRIP, tripId: 'cancelled', isCancelled: true },
      { ...TRIP, tripId: 'extra', isExtra: true },
    ];
    const [late, cancelled, extra] = read(tripUpdates([TRIP, ...others], S0 + 30)).entity;
    expect(Number(late?.tripUpdate?.timestamp)).toBe(S0 + 30);
    const { CANCELED, ADDED } = TripDescriptor.ScheduleRelationship;
    expect(cancelled?.tripUpdate?.trip?.scheduleRelationship).toBe(CANCELED);
    expect(cancelled?.tripUpdate?.stopTimeUpdate).toEqual([]);
    expect(extra?.tripUpdate?.trip?.scheduleRelationship).toBe(ADDED);
  });
});

describe('Alerts', () => {
  it('tell of cancellations, detours, delays and stops that were left out', () => {
    const trips: FeedTrip[] = [
      { ...TRIP, tripId: 'fine', stops: [] },
      { ...TRIP, tripId: 'gone', isCancelled: true, reason: 'No driver' },
      { ...TRIP, tripId: 'late', stops: [], delayS: 1234 },
      { ...TRIP, tripId: 'away', offRouteSince: T0 + 60_000 },
    ];
    const { entity } = read(serviceAlerts(trips, S0));
    const told = entity.map(({ id, alert }) => [
      id,
      alert?.effect,
      alert?.headerText?.translation?.[0]?.text,
    ]);
    expect(told).toEqual([
      ['gone.no_service', Alert.Effect.NO_SERVICE, 'The trip is cancelled'],
      ['late.significant_delays', Alert.Effect.SIGNIFICANT_DELAYS, 'The bus is 21 minutes late'],
      ['away.detour', Alert.Effect.DETOUR, 'The bus is off its route'],
      ['away.modified_service', Alert.Effect.MODIFIED_SERVICE, 'The bus did not stop here'],
    ]);
    expect(entity[0]?.alert?.descriptionText?.translation?.[0]?.text).toBe('No driver');
    expect(Number(entity[2]?.alert?.activePeriod?.[0]?.start)).toBe(S0 + 60);
    expect(entity[3]?.alert?.informedEntity?.[0]).toMatchObject({ stopId: 'b', trip: { tripId: 'away' } });
  });
});
