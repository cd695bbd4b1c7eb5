import type { Trip, TripSummary } from '@waycast/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { until } from '../../../../test/fixtures/until.ts';
import { enterPlan } from '../school/trips/school-day.ts';
import { call, startServer, type TestServer, tokenOf } from './http-server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.close());

type Claims = Parameters<typeof tokenOf>[0];

const asking = async (claims: Claims = {}) => {
  const token = await tokenOf(claims);
  return (method: string, path: string, body?: unknown) =>
    call(server, method, `/api${path}`, { token, ...(body === undefined ? {} : { body }) });
};

/** A school whose trips of today and tomorrow have been made. */
async function school(tenant: string) {
  const olga = await asking({ tenant, subject: 'olga', roles: ['admin'] });
  const plan = await enterPlan(olga);
  await until(
    'the trips are made',
    async () => (await olga('GET', `/school/trips/${plan.tomorrow}`)).status === 200,
  );
  const as = (subject: string, roles: NonNullable<Claims>['roles'], vehicles: string[] = []) =>
    asking({ tenant, subject, ...(roles === undefined ? {} : { roles }), vehicles });
  // Who has signed in is known.
  for (const id of ['dora', 'dan']) await olga('PUT', `/registry/drivers/${id}`, {});
  return { olga, as, ...plan };
}

const itemsOf = ({ json }: { json: unknown }) => (json as { items: TripSummary[] }).items;
const tripIn = ({ json }: { json: unknown }) => json as Trip;
const detailOf = ({ json }: { json: unknown }) => (json as { detail: string }).detail;

describe('trips of a plan', () => {
  it('are made a moment after it is entered, listed by day and read whole', async () => {
    const { olga, today } = await school('made');
    expect(itemsOf(await olga('GET', '/school/trips'))).toMatchObject([
      {
        ...{ tripId: today, name: 'North', status: 'SCHEDULED', vehicleId: 'bus-7', driverId: null },
        ...{ studentsBoarded: 0, alerts: [], nextStop: { stopId: 'a', stopSequence: 1 } },
      },
    ]);
    expect(itemsOf(await olga('GET', '/school/trips?status=COMPLETED'))).toEqual([]);
    const trip = tripIn(await olga('GET', `/school/trips/${today}`));
    expect(trip.stops).toMatchObject([
      { stopId: 'a', arrivedAt: null },
      { stopId: 'b', toBoard: 0 },
    ]);
    expect(trip.line).toHaveLength(2);
    expect(trip.vehicles).toMatchObject([{ vehicleId: 'bus-7', until: null }]);
  });

  it('can be made by hand, once each, on any day and as extra ones', async () => {
    const { olga, date, today } = await school('by-hand');
    const make = (body: object) => olga('POST', '/school/trips', { scheduleId: 'bell', date, ...body });
    const again = await make({});
    expect([again.status, detailOf(again)]).toEqual([
      409,
      expect.stringContaining(`${today} is there already`),
    ]);
    const extra = await make({ tripId: 'second-bus', vehicleId: 'bus-8' });
    expect(extra).toMatchObject({ status: 201, json: { tripId: 'second-bus', vehicleId: 'bus-8' } });
    expect(await make({ scheduleId: 'none' })).toMatchObject({ status: 400 });
    expect(detailOf(await make({ tripId: 'x', vehicleId: 'bus-77' }))).toContain(
      'there is no vehicle bus-77',
    );
    expect(detailOf(await make({ date: '2020-01-01' }))).toContain('would have been over');
  });
});

describe('at another time, and in the feeds', () => {
  it('an extra trip leaves when it is told to, and GTFS-Realtime has it', async () => {
    const { olga, as, date, today } = await school('feeds');
    const startsAt = new Date(Math.floor(Date.now() / 1000) * 1000 + 600_000).toISOString();
    const extra = { scheduleId: 'bell', date, tripId: 'early', startsAt };
    const made = tripIn(await olga('POST', '/school/trips', extra));
    expect(made.scheduledStart).toBe(startsAt);
    expect(made.stops[0]?.scheduledAt).toBe(startsAt);
    expect(detailOf(await olga('POST', '/school/trips', { ...extra, startsAt: 'soon' }))).toContain(
      'startsAt',
    );
    await olga('POST', `/school/trips/${today}/cancel`, { reason: 'No driver' });
    const feed = async (name: string) => (await olga('GET', `/gtfs-realtime/${name}?format=json`)).json;
    expect(await feed('trip-updates')).toMatchObject({
      header: { gtfsRealtimeVersion: '2.0', timestamp: expect.stringMatching(/^\d{10}$/) },
      entity: expect.arrayContaining([
        expect.objectContaining({
          id: 'early',
          tripUpdate: expect.objectContaining({
            trip: expect.objectContaining({ routeId: made.routeId, scheduleRelationship: 'ADDED' }),
          }),
        }),
      ]),
    });
    expect(await feed('alerts')).toMatchObject({
      entity: [{ id: `${today}.no_service`, alert: { effect: 'NO_SERVICE' } }],
    });
    const viewer = await as('vera', ['viewer']);
    expect(await viewer('GET', '/gtfs-realtime/trip-updates')).toMatchObject({ status: 403 });
  });
});

describe('running one', () => {
  it('goes from start to end by its driver, and repeated it answers the same', async () => {
    const { olga, as, today } = await school('run');
    const dora = await as('dora', ['driver'], ['bus-7']);
    const started = await dora('POST', `/school/trips/${today}/start`);
    expect(started).toMatchObject({
      status: 200,
      json: { status: 'IN_PROGRESS', startedBy: 'driver:dora', driverId: 'dora' },
    });
    expect(tripIn(await dora('POST', `/school/trips/${today}/start`, {}))).toEqual(tripIn(started));
    const refused = await olga('POST', `/school/trips/${today}/start`);
    expect([refused.status, detailOf(refused)]).toEqual([
      409,
      expect.stringContaining('started by driver:dora'),
    ]);
    const completed = await dora('POST', `/school/trips/${today}/complete`, { at: new Date().toISOString() });
    expect(tripIn(completed)).toMatchObject({ status: 'COMPLETED', endedBy: 'driver:dora', nextStop: null });
    const late = await olga('POST', `/school/trips/${today}/cancel`, { reason: 'Snow' });
    expect([late.status, detailOf(late)]).toEqual([409, expect.stringContaining('cannot be cancelled')]);
  });

  it('refuses what does not fit, and says what would', async () => {
    const { olga, as, today, tomorrow } = await school('refused');
    const dan = await as('dan', ['driver'], ['bus-7']);
    await olga('POST', `/school/trips/${today}/substitute`, { driverId: 'dora' });
    for (const [answer, status, text] of [
      [await dan('POST', `/school/trips/${today}/start`), 403, 'assigned to driver dora'],
      [await olga('POST', `/school/trips/${today}/complete`), 409, 'start it first'],
      [await olga('POST', `/school/trips/${tomorrow}/start`), 409, 'can be started from'],
      [await olga('POST', `/school/trips/${today}/start`, { at: 'noon' }), 400, 'at takes ISO 8601'],
      [await olga('POST', `/school/trips/${today}/cancel`, {}), 400, 'reason'],
      [await olga('POST', `/school/trips/${today}/substitute`, {}), 400, 'vehicleId or driverId'],
      [
        await olga('POST', `/school/trips/${today}/substitute`, { vehicleId: 'bus-9' }),
        400,
        'no vehicle bus-9',
      ],
      [await olga('GET', '/school/trips?cursor=x'), 400, 'nextCursor'],
      [await olga('POST', '/school/trips/none/start'), 404, 'no trip none'],
    ] as const) {
      expect([answer.status, detailOf(answer)]).toEqual([status, expect.stringContaining(text)]);
    }
  });

  it('goes on with another vehicle, which runs nothing else', async () => {
    const { olga, date, today } = await school('substituted');
    await olga('POST', '/school/trips', { scheduleId: 'bell', date, tripId: 'other', vehicleId: 'bus-8' });
    await olga('POST', `/school/trips/${today}/start`);
    await olga('POST', '/school/trips/other/start');
    const busy = await olga('POST', `/school/trips/${today}/substitute`, { vehicleId: 'bus-8' });
    expect([busy.status, detailOf(busy)]).toEqual([
      409,
      expect.stringContaining('bus-8 is running trip other'),
    ]);
    await olga('POST', '/school/trips/other/cancel', { reason: 'Lent to the other' });
    const { vehicles, vehicleId } = tripIn(
      await olga('POST', `/school/trips/${today}/substitute`, { vehicleId: 'bus-8' }),
    );
    expect([vehicleId, vehicles.map((run) => run.vehicleId)]).toEqual(['bus-8', ['bus-7', 'bus-8']]);
    expect(vehicles[0]?.until).toBe(vehicles[1]?.from);
  });
});

describe('who may', () => {
  it('read, list, run and manage a trip', async () => {
    const { olga, as, today } = await school('rights');
    await olga('POST', `/school/trips/${today}/substitute`, { driverId: 'dora' });
    const verdicts = async (ask: Awaited<ReturnType<typeof asking>>) => {
      const path = `/school/trips/${today}`;
      return [
        (await ask('GET', path)).status,
        (await ask('POST', `${path}/complete`)).status,
        (await ask('POST', `${path}/cancel`, {})).status,
        itemsOf(await ask('GET', '/school/trips'))?.length,
      ];
    };
    // 409: may complete it, but it has not started; 400: may cancel it, but gave no reason.
    expect(await verdicts(await as('olga', ['dispatcher']))).toEqual([200, 409, 400, 1]);
    expect(await verdicts(await as('dora', ['driver']))).toEqual([200, 409, 403, 1]);
    expect(await verdicts(await as('dan', ['driver'], ['bus-7']))).toEqual([200, 409, 403, 1]);
    expect(await verdicts(await as('stranger', ['driver'], ['bus-8']))).toEqual([404, 404, 403, 0]);
    expect(await verdicts(await as('parent', ['viewer'], ['bus-7']))).toEqual([404, 404, 403, undefined]);
    expect(await verdicts(await as('clerk', ['agent'], ['bus-7']))).toEqual([404, 404, 403, undefined]);
    const rival = await asking({ tenant: 'rights-of-another', roles: ['admin'] });
    expect(await verdicts(rival)).toEqual([404, 404, 400, 0]);
    expect(detailOf(await rival('GET', `/school/trips/${today}`))).toBe(
      detailOf(await (await as('parent', ['viewer']))('GET', `/school/trips/${today}`)),
    );
  });
});
