import {
  PLAN_MAX,
  type PlanProblem,
  type RouteDescription,
  type SchoolRoute,
  WaycastError,
} from '@waycast/contract';
import type { z } from 'zod';
import { isoTime } from '../../../kernel/iso-time.ts';
import type { SchoolPlanDesk } from '../../../ports/school-plan-desk.ts';
import type {
  PlanChange,
  PlanEntry,
  PlanReading,
  PlanStore,
  RouteFields,
  StopFields,
} from '../../../ports/school-plan-store.ts';
import { entryOf, namesOf, noEntry, pageOf, requireRoom } from './pages.ts';
import { doubtsOf, lengthOf, placeRoute } from './place-route.ts';

/** Faults that one error names. */
const NAMED = 5;

/** Ways that buses take. */
export function createRouteDesk(store: PlanStore): SchoolPlanDesk['routes'] {
  return {
    list: (tenant, query) => {
      const reading = store.reading(tenant);
      return pageOf(reading, 'routes', query, (entries) => toRoutes(reading, entries));
    },
    async get(tenant, id) {
      const reading = store.reading(tenant);
      return toRoute(reading, await entryOf(reading, 'routes', id));
    },
    put: (tenant, id, description) =>
      store.change(tenant, async (plan) => {
        const fields = await placed(plan, description);
        const before = (await plan.find('routes', [id])).get(id);
        if (before === undefined) await requireRoom(plan, 'routes', PLAN_MAX.routes);
        else await requireTimes(plan, id, fields.stops.length);
        await plan.put('routes', [{ id, fields }]);
        return toRoute(plan, await entryOf(plan, 'routes', id));
      }),
    remove: (tenant, id) =>
      store.change(tenant, async (plan) => {
        const schedules = await plan.schedulesOf({ routeId: id });
        if (schedules.length > 0) {
          const used = namesOf(schedules.map((schedule) => schedule.id));
          throw new WaycastError('conflict', `route ${id} is used by schedule ${used}; remove those first`);
        }
        if (!(await plan.remove('routes', id))) throw noEntry('routes', id);
      }),
  };
}

async function placed(
  plan: PlanChange,
  { line, stops, ...fields }: z.output<typeof RouteDescription>,
): Promise<RouteFields> {
  const stopIds = stops.map(({ stopId }) => stopId);
  const { places, faults } = placeRoute({ line, stopIds }, await stopsOf(plan, stopIds));
  if (faults.length > 0) throw new WaycastError('invalid', `stops: ${textOf(faults)}`);
  return {
    ...fields,
    line,
    stops: places.map((place, index) => ({
      ...place,
      approachM: stops[index]?.approachM ?? null,
      approachS: stops[index]?.approachS ?? null,
    })),
  };
}

function textOf(faults: readonly PlanProblem[]): string {
  const named = faults
    .slice(0, NAMED)
    .map(({ message, remedy }) => (message.endsWith(remedy) ? message : `${message}. ${remedy}`))
    .join(' ');
  return faults.length > NAMED ? `${named} And ${faults.length - NAMED} more.` : named;
}

async function requireTimes(plan: PlanChange, id: string, stops: number): Promise<void> {
  const others = (await plan.schedulesOf({ routeId: id })).filter(
    ({ fields }) => fields.times.length !== stops,
  );
  const [other] = others;
  if (other === undefined) return;
  const message =
    `schedule ${namesOf(others.map((schedule) => schedule.id))} of route ${id} has ${other.fields.times.length} times, ` +
    `and the route would have ${stops} stops; enter the new way under another id and move the schedules to it with ` +
    'a time for each stop, or remove them first';
  throw new WaycastError('conflict', message);
}

async function stopsOf(reading: PlanReading, ids: readonly string[]): Promise<Map<string, StopFields>> {
  const found = await reading.find('stops', [...new Set(ids)]);
  return new Map([...found].map(([id, { fields }]) => [id, fields]));
}

async function toRoute(reading: PlanReading, entry: PlanEntry<'routes'>): Promise<SchoolRoute> {
  const ids = entry.fields.stops.map(({ stopId }) => stopId);
  return answerOf(entry, await stopsOf(reading, ids));
}

async function toRoutes(
  reading: PlanReading,
  entries: readonly PlanEntry<'routes'>[],
): Promise<SchoolRoute[]> {
  const ids = entries.flatMap(({ fields }) => fields.stops.map(({ stopId }) => stopId));
  const stops = await stopsOf(reading, ids);
  return entries.map((entry) => answerOf(entry, stops));
}

function answerOf(
  { id, fields, updatedAt }: PlanEntry<'routes'>,
  stops: ReadonlyMap<string, StopFields>,
): SchoolRoute {
  return {
    routeId: id,
    name: fields.name,
    direction: fields.direction,
    color: fields.color,
    line: fields.line?.map(([longitude, latitude]) => [longitude, latitude]) ?? null,
    lengthM: lengthOf(fields, stops),
    stops: fields.stops.flatMap(({ offM: _, ...served }) => {
      const stop = stops.get(served.stopId);
      return stop === undefined ? [] : { ...served, ...stop };
    }),
    problems: doubtsOf(fields),
    updatedAt: isoTime(updatedAt),
  };
}
