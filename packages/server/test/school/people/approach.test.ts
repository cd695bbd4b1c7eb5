import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { freshDatabase } from '../../../../../test/fixtures/database.ts';
import type { PostgresStore } from '../../../src/adapters/postgres/open-postgres.ts';
import { type Closers, closeAll } from '../../../src/closers.ts';
import { isDue } from '../../../src/modules/school/people/approach-watch.ts';
import { systemClock } from '../../../src/ports/clock.ts';
import type { PersonalMessage, PersonalOutcome } from '../../../src/ports/personal-push.ts';
import { openSchoolPeople, type SchoolPeople } from '../../../src/school-people.ts';
import { openStore, quiet } from '../../adapters/postgres/stores.ts';
import { openSchool, type SchoolGround } from './school-ground.ts';

const database = freshDatabase();
const closers: Closers = [];
let school: SchoolGround;
let store: PostgresStore;
let people: SchoolPeople;
const sent: (PersonalMessage & { readonly to: string })[] = [];
const SECOND = 1000;

beforeAll(async () => {
  school = await openSchool(await database);
  store = await openStore({ url: await database });
  people = openSchoolPeople(
    {
      store: store.people,
      trips: store.trips,
      tenants: store.tenants({
        maxVehicles: 1,
        maxDrivers: 1,
        maxGroups: 1,
        maxDevices: 1,
        maxGeofences: 1,
        maxWebhooks: 1,
      }),
      alarms: { raise: async () => undefined, clear: async () => undefined },
      // Stands for the browsers' push services, which are somebody else's.
      personalPush: {
        async tell(_tenant, to, message): Promise<PersonalOutcome> {
          sent.push({ ...message, to });
          return to === 'nobody' ? { kind: 'no_subscription' } : { kind: 'sent', devices: 1 };
        },
      },
      freshnessMs: 900_000,
      keepsFollowLog: true,
      clock: systemClock,
      log: quiet,
    },
    closers,
  );
  await school.student('ann', { guardians: [{ guardianId: 'mum' }, { guardianId: 'nobody' }] });
  await school.student('bea', { guardians: [{ guardianId: 'far' }, { guardianId: 'off' }] });
  await school.student('cat', { guardians: [{ guardianId: 'dad' }] });
  await school.sql(
    `update student_guardians set approach_s = null, approach_m = 4000 where guardian_id = 'far'`,
  );
  await school.sql(`update student_guardians set approach_s = null where guardian_id = 'off'`);
  await school.trip('t-1', 'AM', Date.now(), { status: 'IN_PROGRESS' });
  await school.ask('POST', '/trips/t-1/boardings', {
    boardings: [{ boardingId: 'b-1', studentId: 'cat', action: 'ABSENT', at: Date.now() }],
  });
});
afterAll(async () => {
  await closeAll(closers);
  await store?.close();
  await school?.close();
});

/** The bus as so many seconds and metres from the first stop. */
function progress(seconds: number | undefined, distanceM: number, at = Date.now()): void {
  const eta = at + (seconds ?? 0) * SECOND;
  const first = { sequence: 1, eta: eta + 20 * SECOND, etaP10: eta, distanceM };
  const last = { sequence: 4, eta: eta + 600 * SECOND, etaP10: eta + 500 * SECOND, distanceM: 9000 };
  const location = { latitude: 52.6, longitude: -8.6 };
  const perStop = seconds === undefined ? [last] : [first, last];
  people.tripProgress.progressed({
    tenant: 'default',
    tripId: 't-1',
    vehicleId: 'bus-7',
    at,
    location,
    perStop,
  });
}

const reasons = async () =>
  (await school.sql(`select guardian_id, sent, reason from guardian_notices order by guardian_id`)).map(
    ({ guardian_id, sent, reason }) => `${String(guardian_id)} ${String(sent)} ${String(reason)}`,
  );

describe('a guardian who waits', () => {
  it('is told once, by their own seconds or metres, and why they were not is kept', async () => {
    progress(900, 8000);
    await vi.waitFor(async () => {
      // Who waits is read in the background; the fixes go on.
      progress(800, 3900);
      expect(sent.map(({ to }) => to)).toEqual(['far']);
    }, 10_000);
    progress(299, 2000);
    progress(298, 1990);
    await vi.waitFor(
      async () =>
        expect(await reasons()).toEqual([
          'dad false absent',
          'far true sent',
          'mum true sent',
          'nobody false no_subscription',
        ]),
      10_000,
    );
    progress(undefined, 0);
    await vi.waitFor(async () => expect(await reasons()).toContain('off false switched_off'), 10_000);
    expect(sent.filter(({ to }) => to === 'mum')).toHaveLength(1);
    expect(sent.find(({ to }) => to === 'mum')).toMatchObject({
      kind: 'approaching',
      title: 'The bus is 5 min from oak stop',
      url: '/school/guardian',
      vehicleId: 'bus-7',
    });
  });
});

describe('on the way home, a child that is not tapped in yet', () => {
  const homeAt = (tripId: string, at: number): void =>
    people.tripProgress.progressed({
      ...{ tenant: 'default', tripId, vehicleId: 'bus-7', at, location: null },
      perStop: [{ sequence: 3, eta: at + 100_000, etaP10: at + 90_000, distanceM: 900 }],
    });
  const reasonOf = async (tripId: string) =>
    (await school.sql(`select guardian_id, reason from guardian_notices where trip_id = $1`, [tripId])).map(
      ({ guardian_id, reason }) => `${String(guardian_id)} ${String(reason)}`,
    );

  it('is waited for until the bus has left the school for two minutes, and then was not on it', async () => {
    const now = Date.now();
    await school.student('dan', { guardians: [{ guardianId: 'gran' }] });
    await school.trip('t-2', 'PM', now - 60_000, { status: 'IN_PROGRESS', vehicleId: 'bus-8' });
    await school.ask('POST', '/trips/t-2/boardings', {
      boardings: [{ boardingId: 'b-2', studentId: 'cat', action: 'BOARDED', at: now - 50_000 }],
    });
    let at = now - 60_000;
    await vi.waitFor(async () => {
      at += 1000;
      homeAt('t-2', at);
      expect(await reasonOf('t-2')).toContain('dad sent');
    }, 10_000);
    expect(await reasonOf('t-2')).not.toContain('gran not_on_bus');
    await school.sql(
      `insert into trip_visits (tenant_id, trip_id, stop_sequence, stop_id, vehicle_id, arrived_at, departed_at)
       values ('default', 't-2', 1, 'oak', 'bus-8', $1, $1)`,
      [new Date(at)],
    );
    at += 120_000;
    await vi.waitFor(async () => {
      at += 10_000;
      homeAt('t-2', at);
      expect(await reasonOf('t-2')).toContain('gran not_on_bus');
    }, 10_000);
  });
});

describe('an approach', () => {
  const at = 1_000_000;
  const ahead = { sequence: 1, eta: at + 330_000, etaP10: at + 300_000, distanceM: 2500 };
  it.each([
    [{ approachS: 300, approachM: null }, true],
    [{ approachS: 299, approachM: null }, false],
    [{ approachS: null, approachM: 2500 }, true],
    [{ approachS: null, approachM: 2499 }, false],
    [{ approachS: 60, approachM: 2600 }, true],
    [{ approachS: null, approachM: null }, false],
  ])('for %j is near: %s', (wish, near) => {
    expect(isDue(wish, ahead, at)).toBe(near);
  });
});
