import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { until } from '../../../../../test/fixtures/until.ts';
import { placeStops } from '../../../src/modules/school/line/place-stops.ts';
import { routeLine } from '../../../src/modules/school/line/route-line.ts';
import type { TripPlan } from '../../../src/ports/trip-plan.ts';
import { limerickRide, missing } from '../../fleet/real-rides.ts';
import { type LiveRig, openLiveRig, storedTrip } from './live-rig.ts';

const DATA = process.env.TEST_DATA_DIR ?? join(import.meta.dirname, '../../../../../../shared/data');
const Position = z.tuple([z.number(), z.number()]);
const Stops = z.object({
  features: z.array(
    z.object({
      geometry: z.object({ coordinates: Position }),
      properties: z.object({ stop_name: z.string() }),
    }),
  ),
});
const Line = z.object({ geometry: z.object({ coordinates: z.array(Position) }) });

const read = (file: string): unknown => JSON.parse(readFileSync(join(DATA, 'limerick-304', file), 'utf8'));

/** The ride's route, with a schedule as even as can be. */
function planOf(from: number, until: number): TripPlan {
  const line = Line.parse(read('route.geojson')).geometry.coordinates;
  const places = Stops.parse(read('stops.geojson')).features.map(({ geometry, properties }, index) => ({
    ...{ stopId: `stop-${index + 1}`, sequence: index + 1, name: properties.stop_name, radiusM: 50 },
    ...{
      longitude: geometry.coordinates[0],
      latitude: geometry.coordinates[1],
      approachM: 300,
      approachS: null,
    },
  }));
  const path = routeLine(
    line.map(([longitude, latitude]) => ({ latitude, longitude })),
    places,
  );
  const { alongM } = placeStops(path, places);
  const stops = places.map((place, index) => {
    const along = alongM[index] ?? 0;
    return {
      ...place,
      alongM: along,
      arrival: from + ((until - from) * along) / path.path.lengthM,
      departure: null,
    };
  });
  return { name: '304', direction: 'to_school', line, stops };
}

let rig: LiveRig | undefined;
beforeAll(async () => {
  if (missing === '') rig = await openLiveRig();
});
afterAll(() => rig?.close());

it.skipIf(missing !== '')(
  `a real ride serves each of its 36 stops once${missing}`,
  { timeout: 120_000 },
  async () => {
    if (rig === undefined) return;
    const { store, settler, live } = rig;
    const ride = limerickRide();
    const [first = 0, last = 0] = [ride[0]?.time, ride.at(-1)?.time];
    const tenant = 'limerick';
    await store.trips.create([storedTrip(tenant, 'ride', planOf(first, last), 'bus-304')]);
    // Every third fix comes late.
    await rig.record(
      tenant,
      ride.filter((_, index) => index % 3 !== 0),
    );
    await settler.idle();
    await rig.record(
      tenant,
      ride.filter((_, index) => index % 3 === 0),
    );
    await settler.idle();
    await until(
      'the trip is over',
      async () => (await store.trips.get(tenant, 'ride'))?.status === 'COMPLETED',
    );
    const visits = (await store.tripVisits.of(tenant, ['ride'])).get('ride') ?? [];
    expect(visits.map(({ sequence }) => sequence)).toEqual(
      Array.from({ length: 36 }, (_, index) => index + 1),
    );
    for (const { arrivedAt, departedAt } of visits)
      expect((departedAt ?? 0) - (arrivedAt ?? 0)).toBeGreaterThan(0);
    const topic = { tenant, family: 'geofence', id: 'bus-304' } as const;
    const told = async () => {
      const { epoch } = (await live.replay(topic)).position;
      const { events } = await live.replay(topic, { epoch, offset: 0 });
      return events.map((event) =>
        z.object({ action: z.string(), stopSequence: z.number() }).parse(Object(event).data),
      );
    };
    await until(
      'all of it is told',
      async () => (await told()).filter(({ action }) => action === 'DEPARTED').length === 36,
    );
    for (const action of ['APPROACHING', 'ARRIVED', 'DEPARTED'])
      expect(
        new Set((await told()).flatMap((one) => (one.action === action ? one.stopSequence : []))),
      ).toHaveProperty('size', 36);
    expect(await told()).toHaveLength(108);
  },
);
