import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { PlanFields, PlanStore } from '../ports/school-plan-store.ts';

/** What the port `PlanStore` promises; each test uses a tenant of its own. */
export function planStoreSuite(name: string, plans: () => PlanStore): void {
  describe(`plan store: ${name}`, () => {
    it('gives back what was put, and leaves alone what is the same', async () => {
      const tenant = randomUUID();
      const counts = await plans().change(tenant, async (plan) => {
        await enter(plan);
        return [
          await plan.put('stops', [STOP]),
          await plan.put('stops', [{ ...STOP, fields: { ...STOP.fields, radiusM: 80 } }]),
        ];
      });
      expect(counts).toEqual([
        { created: 0, changed: 0, unchanged: 1 },
        { created: 0, changed: 1, unchanged: 0 },
      ]);
      const reading = plans().reading(tenant);
      for (const [kind, { id, fields }] of Object.entries({
        routes: ROUTE,
        calendars: CALENDAR,
        schedules: SCHEDULE,
      }))
        expect((await reading.find(kind as 'routes', [id, 'nothing'])).get(id)?.fields).toEqual(fields);
      expect((await reading.page('stops', {}, 9)).map(({ id, fields }) => [id, fields.radiusM])).toEqual([
        ['a', 80],
        ['b', 50],
      ]);
      expect((await reading.page('stops', { words: ['ELM'], after: 'a' }, 9)).map(({ id }) => id)).toEqual([
        'b',
      ]);
      expect(await reading.count('stops', { words: ['oak'] })).toBe(1);
    });

    it('says what uses what, and what the registry does not know', async () => {
      const tenant = randomUUID();
      await plans().change(tenant, enter);
      const reading = plans().reading(tenant);
      expect((await reading.routesServing('b')).map(({ id }) => id)).toEqual(['north']);
      expect(await reading.routesServing('c')).toEqual([]);
      for (const use of [{ routeId: 'north' }, { calendarIds: ['none', 'daily'] }])
        expect((await reading.schedulesOf(use)).map(({ id }) => id)).toEqual(['morning']);
      expect(await reading.unknown('vehicles', ['bus-7'])).toEqual(['bus-7']);
      expect(await reading.riders('morning')).toEqual({ count: 0, lastSequence: 0 });
    });

    it('SP1 does nothing of a change that is rejected', async () => {
      const tenant = randomUUID();
      const change = plans().change(tenant, async (plan) => {
        await enter(plan);
        throw new Error('never mind');
      });
      await expect(change).rejects.toThrow('never mind');
      expect(await plans().reading(tenant).count('stops', {})).toBe(0);
    });

    it('SP2 lets changes of a tenant come one after another', async () => {
      const tenant = randomUUID();
      const add = (): Promise<unknown> =>
        plans().change(tenant, async (plan) => {
          const count = await plan.count('stops', {});
          await plan.put('stops', [{ ...STOP, id: `stop-${count}` }]);
        });
      await Promise.all(Array.from({ length: 5 }, add));
      expect(await plans().reading(tenant).count('stops', {})).toBe(5);
    });

    it('SP3 keeps tenants apart', async () => {
      const [tenant, rival] = [randomUUID(), randomUUID()];
      await plans().change(tenant, enter);
      expect(await plans().reading(rival).page('stops', {}, 9)).toEqual([]);
      expect(await plans().change(rival, (plan) => plan.remove('stops', 'a'))).toBe(false);
      expect(await plans().change(tenant, (plan) => plan.remove('stops', 'a'))).toBe(true);
    });
  });
}

type Entry<K extends keyof PlanFields> = { readonly id: string; readonly fields: PlanFields[K] };

const STOP: Entry<'stops'> = {
  id: 'a',
  fields: { name: 'Oak', latitude: 52.66, longitude: -8.63, radiusM: 50 },
};
const served = { offM: 1, approachM: null, approachS: 300 };
const ROUTE: Entry<'routes'> = {
  id: 'north',
  fields: {
    ...{ name: 'North', direction: 'to_school', color: null },
    line: [
      [-8.63, 52.66],
      [-8.62, 52.66],
    ],
    stops: ['a', 'b'].map((stopId, index) => ({
      stopId,
      sequence: index + 1,
      alongM: index * 674,
      ...served,
    })),
  },
};
const CALENDAR: Entry<'calendars'> = {
  id: 'daily',
  fields: {
    ...{ name: null, weekdays: [1, 5], startsOn: '2026-04-13', endsOn: '2026-06-26' },
    ...{ added: ['2026-05-02'], removed: [] },
  },
};
const SCHEDULE: Entry<'schedules'> = {
  id: 'morning',
  fields: {
    ...{ name: null, routeId: 'north', calendarId: 'daily', vehicleId: 'bus-7', driverId: null },
    times: [1, 2].map((sequence) => ({
      sequence,
      arrivalS: 90_000 * sequence,
      departureS: 90_000 * sequence,
    })),
  },
};

async function enter(plan: Parameters<Parameters<PlanStore['change']>[1]>[0]): Promise<void> {
  await plan.put('stops', [STOP, { id: 'b', fields: { ...STOP.fields, name: 'Elm' } }]);
  await plan.put('routes', [ROUTE]);
  await plan.put('calendars', [CALENDAR]);
  await plan.put('schedules', [SCHEDULE]);
}
