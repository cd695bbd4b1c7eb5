import { PLAN_MAX, type SchoolStop, WaycastError } from '@waycast/contract';
import { isoTime } from '../../../kernel/iso-time.ts';
import type { SchoolPlanDesk } from '../../../ports/school-plan-desk.ts';
import type { PlanChange, PlanEntry, PlanStore } from '../../../ports/school-plan-store.ts';
import { entryOf, namesOf, noEntry, pageOf, requireRoom } from './pages.ts';
import { placeRoute } from './place-route.ts';

/** Places where buses stop. A stop that moves moves along the lines of the routes that serve it. */
export function createStopDesk(store: PlanStore): SchoolPlanDesk['stops'] {
  return {
    list: (tenant, query) => pageOf(store.reading(tenant), 'stops', query, (entries) => entries.map(toStop)),
    get: async (tenant, id) => toStop(await entryOf(store.reading(tenant), 'stops', id)),
    put: (tenant, id, fields) =>
      store.change(tenant, async (plan) => {
        const before = (await plan.find('stops', [id])).get(id);
        if (before === undefined) await requireRoom(plan, 'stops', PLAN_MAX.stops);
        await plan.put('stops', [{ id, fields }]);
        if (before !== undefined) await placeAgain(plan, id);
        return toStop(await entryOf(plan, 'stops', id));
      }),
    remove: (tenant, id) =>
      store.change(tenant, async (plan) => {
        const routes = await plan.routesServing(id);
        if (routes.length > 0) {
          const used = namesOf(routes.map((route) => route.id));
          const message = `stop ${id} is served by route ${used}; take it out of there first`;
          throw new WaycastError('conflict', message);
        }
        if (!(await plan.remove('stops', id))) throw noEntry('stops', id);
      }),
  };
}

async function placeAgain(plan: PlanChange, stopId: string): Promise<void> {
  for (const { id, fields } of await plan.routesServing(stopId)) {
    const stopIds = fields.stops.map((stop) => stop.stopId);
    const stops = new Map(
      [...(await plan.find('stops', stopIds))].map(([key, entry]) => [key, entry.fields] as const),
    );
    const { places, faults } = placeRoute({ line: fields.line, stopIds }, stops);
    const [fault] = faults;
    if (fault !== undefined) {
      const message = `there the stop would not suit route ${id}: ${fault.message} Or change the route first.`;
      throw new WaycastError('conflict', message);
    }
    const served = fields.stops.map((stop, index) => ({ ...stop, ...places[index] }));
    await plan.put('routes', [{ id, fields: { ...fields, stops: served } }]);
  }
}

function toStop({ id, fields, updatedAt }: PlanEntry<'stops'>): SchoolStop {
  return { stopId: id, ...fields, updatedAt: isoTime(updatedAt) };
}
