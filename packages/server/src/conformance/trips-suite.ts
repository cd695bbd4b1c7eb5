import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { StoredTrip, Trips } from '../ports/trips.ts';
import { sampleTrip, TRIP_START } from './trip-samples.ts';

/** An implementation under test, shared by all tests of the suite: each uses a tenant of its own. */
export interface TripsSubject {
  readonly trips: Trips;
  close(): Promise<void>;
}

const HOUR = 3_600_000;
const ID = 'morning~2026-05-04';

/** What the port `Trips` promises. */
export function tripsSuite(name: string, open: () => Promise<TripsSubject>): void {
  describe(`trips: ${name}`, () => {
    let subject: TripsSubject;
    beforeAll(async () => {
      subject = await open();
    });
    afterAll(() => subject?.close());

    const idsOf = (found: readonly { readonly tripId: string }[]) => found.map(({ tripId }) => tripId);

    it('T1 gives back what was stored and leaves a trip that exists as it is', async () => {
      const trip = sampleTrip(newTenant());
      expect(await subject.trips.create([trip])).toEqual([ID]);
      expect(await subject.trips.create([{ ...trip, driverId: 'else', vehicles: [] }])).toEqual([]);
      const stored = await subject.trips.get(trip.tenant, ID);
      expect(stored).toEqual({ ...trip, revision: 0, updatedAt: expect.any(Number) });
    });

    it('T1 makes each trip once when two make the same at a time', async () => {
      const tenant = newTenant();
      const many = Array.from({ length: 60 }, (_, n) => sampleTrip(tenant, { tripId: `t-${n}` }));
      const made = await Promise.all([subject.trips.create(many), subject.trips.create([...many].reverse())]);
      expect(made.flat().sort()).toEqual(idsOf(many).sort());
    });

    it('T2 lets the second of two that start a trip see it started', async () => {
      const tenant = newTenant();
      await subject.trips.create([sampleTrip(tenant)]);
      const told: number[] = [];
      const end = subject.trips.onChanged((trip) => trip.tenant === tenant && told.push(trip.revision));
      const seen: string[] = [];
      const start = (by: string) =>
        subject.trips.change(tenant, ID, (trip) => {
          seen.push(trip.status);
          return trip.status === 'SCHEDULED'
            ? { status: 'IN_PROGRESS', startedAt: TRIP_START, startedBy: by }
            : undefined;
        });
      const [one, two] = await Promise.all([start('driver:dora'), start('driver:dan')]);
      end();
      expect(seen.sort()).toEqual(['IN_PROGRESS', 'SCHEDULED']);
      expect(one).toEqual(two);
      expect(one).toMatchObject({ status: 'IN_PROGRESS', startedAt: TRIP_START, revision: 1 });
      expect(told).toEqual([1]);
    });

    it('T2 changes nothing when the decision throws, and everything it names otherwise', async () => {
      const tenant = newTenant();
      await subject.trips.create([sampleTrip(tenant)]);
      const refused = subject.trips.change(tenant, ID, () => {
        throw new RangeError('no');
      });
      await expect(refused).rejects.toThrow('no');
      const before = await subject.trips.get(tenant, ID);
      const change = {
        ...{ status: 'CANCELLED', reason: 'Snow', endedAt: TRIP_START, endedBy: 'dispatcher:olga' },
        ...{ vehicleId: 'bus-8', driverId: null, scheduledEnd: TRIP_START + HOUR },
        plan: { ...sampleTrip(tenant).plan, name: 'Another way' },
        vehicles: [
          { vehicleId: 'bus-7', fromAt: TRIP_START, untilAt: TRIP_START + 60_000 },
          { vehicleId: 'bus-8', fromAt: TRIP_START + 60_000, untilAt: TRIP_START + HOUR },
        ],
      } as const satisfies Partial<StoredTrip>;
      const after = await subject.trips.change(tenant, ID, () => change);
      expect(after).toEqual({ ...before, ...change, revision: 1, updatedAt: expect.any(Number) });
      expect(await subject.trips.get(tenant, ID)).toEqual(after);
      expect(await subject.trips.change(tenant, 'none', () => change)).toBeUndefined();
    });

    it('T3 pages a day of one tenant, by scheduled start and id, without lines', async () => {
      const tenant = newTenant();
      const later = { scheduledStart: TRIP_START + HOUR };
      await subject.trips.create([
        sampleTrip(tenant, { tripId: 'c', ...later, vehicleId: null }),
        sampleTrip(tenant, { tripId: 'b', driverId: 'dan' }),
        sampleTrip(tenant, { tripId: 'a', ...later, vehicleId: 'bus-8', driverId: null }),
        sampleTrip(tenant, { tripId: 'd', serviceDate: '2026-05-05' }),
        sampleTrip(newTenant(), { tripId: 'e' }),
      ]);
      const day = { serviceDate: '2026-05-04' };
      const page = async (filter: object, limit = 9, after?: { scheduledStart: number; tripId: string }) =>
        idsOf(await subject.trips.page(tenant, { ...day, ...filter }, limit, after));
      expect(await page({})).toEqual(['b', 'a', 'c']);
      expect(await page({}, 1)).toEqual(['b']);
      expect(await page({}, 9, { scheduledStart: later.scheduledStart, tripId: 'a' })).toEqual(['c']);
      expect(await page({ vehicleId: 'bus-8' })).toEqual(['a']);
      expect(await page({ driverId: 'dora', routeId: 'north', status: 'SCHEDULED' })).toEqual(['c']);
      expect(await page({ ownedBy: { driverId: 'dan', vehicleIds: ['bus-8'] } })).toEqual(['b', 'a']);
      const [first] = await subject.trips.page(tenant, day, 1);
      expect(first?.plan).not.toHaveProperty('line');
      expect(first?.plan.stops).toHaveLength(2);
    });

    it('T3 finds the trips that vehicles run in a stretch of time, in the order asked', async () => {
      const tenant = newTenant();
      const [from, middle, until] = [TRIP_START, TRIP_START + HOUR, TRIP_START + 2 * HOUR];
      const both = [
        { vehicleId: 'bus-7', fromAt: from, untilAt: middle },
        { vehicleId: 'bus-8', fromAt: middle, untilAt: until },
      ];
      await subject.trips.create([
        sampleTrip(tenant, { tripId: 'swapped', vehicles: both }),
        sampleTrip(tenant, { tripId: 'off', status: 'CANCELLED', vehicles: both }),
        sampleTrip(newTenant(), { tripId: 'foreign', vehicles: both }),
      ]);
      const at = async (time: number) => {
        const vehicles = ['bus-8', 'none', 'bus-7'].map((vehicleId) => ({ tenant, vehicleId }));
        return (await subject.trips.ofVehicles(vehicles, { from: time, until: time + 1 })).map(idsOf);
      };
      expect(await at(from)).toEqual([[], [], ['swapped']]);
      expect(await at(middle)).toEqual([['swapped'], [], []]);
      expect(await at(until)).toEqual([[], [], []]);
    });

    it('T4 refuses a second running trip of a vehicle, also when both start at once', async () => {
      const tenant = newTenant();
      await subject.trips.create(['a', 'b'].map((tripId) => sampleTrip(tenant, { tripId })));
      const start = (tripId: string) =>
        subject.trips.change(tenant, tripId, () => ({ status: 'IN_PROGRESS' }));
      const both = await Promise.allSettled([start('a'), start('b')]);
      expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
      const [running, waiting] = both[0].status === 'fulfilled' ? ['a', 'b'] : ['b', 'a'];
      await expect(start(waiting)).rejects.toMatchObject({
        code: 'conflict',
        message: expect.stringContaining(`vehicle bus-7 is running trip ${running}`),
      });
      await subject.trips.change(tenant, running, () => ({ status: 'COMPLETED' }));
      expect(await start(waiting)).toMatchObject({ status: 'IN_PROGRESS' });
    });

    it('finds what is over time, of every tenant, and not what has ended', async () => {
      const tenant = newTenant();
      const long = { scheduledStart: TRIP_START - 2 * HOUR };
      await subject.trips.create([
        sampleTrip(tenant, { tripId: 'forgotten', ...long }),
        sampleTrip(tenant, { tripId: 'done', ...long, status: 'COMPLETED' }),
        sampleTrip(tenant, { tripId: 'later' }),
      ]);
      const mine = (await subject.trips.overdue(TRIP_START, 1000)).filter((trip) => trip.tenant === tenant);
      expect(idsOf(mine)).toEqual(['forgotten']);
    });
  });
}

function newTenant(): string {
  return `t-${randomUUID()}`;
}
