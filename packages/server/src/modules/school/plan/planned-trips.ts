import { runsOn, serviceTime } from '../../../kernel/service-time.ts';
import type { PlannedTrip, SchoolPlan } from '../../../ports/school-plan.ts';
import type {
  CalendarFields,
  PlanEntry,
  PlanKind,
  PlanReading,
  PlanStore,
  RouteFields,
  ScheduleFields,
  StopFields,
} from '../../../ports/school-plan-store.ts';
import type { Tenants } from '../../../ports/tenants.ts';
import type { PlannedStop } from '../../../ports/trip-plan.ts';

const CALENDARS_A_PAGE = 1000;

/** Schedules as they run on a day: with places and moments. */
export function createPlannedTrips(store: PlanStore, tenants: Tenants): SchoolPlan {
  async function planned(
    tenant: string,
    date: string,
    schedules: readonly PlanEntry<'schedules'>[],
    calendars: ReadonlyMap<string, CalendarFields>,
  ): Promise<PlannedTrip[]> {
    const reading = store.reading(tenant);
    const { timeZone } = await tenants.settings(tenant);
    const routes = await fieldsOf(
      reading,
      'routes',
      schedules.map(({ fields }) => fields.routeId),
    );
    const stopIds = [...routes.values()].flatMap(({ stops }) => stops.map(({ stopId }) => stopId));
    const stops = await fieldsOf(reading, 'stops', stopIds);
    const midnight = serviceTime(date, 0, timeZone);
    return schedules.flatMap(({ id, fields }) => {
      const route = routes.get(fields.routeId);
      const calendar = calendars.get(fields.calendarId);
      // Removed while this was being read.
      if (route === undefined) return [];
      const { routeId, vehicleId, driverId } = fields;
      const inService = calendar !== undefined && runsOn(calendar, date);
      const plan = planOf(fields, route, stops, midnight);
      return { scheduleId: id, routeId, vehicleId, driverId, inService, plan };
    });
  }

  return {
    async schedulesOn(tenant, date) {
      const reading = store.reading(tenant);
      const running = new Map<string, CalendarFields>();
      for await (const { id, fields } of allCalendars(reading))
        if (runsOn(fields, date)) running.set(id, fields);
      if (running.size === 0) return [];
      const schedules = await reading.schedulesOf({ calendarIds: [...running.keys()] });
      const trips = await planned(tenant, date, schedules, running);
      return trips.sort((a, b) => startOf(a) - startOf(b));
    },
    async scheduleOn(tenant, scheduleId, date) {
      const reading = store.reading(tenant);
      const schedule = (await reading.find('schedules', [scheduleId])).get(scheduleId);
      if (schedule === undefined) return undefined;
      const calendars = await fieldsOf(reading, 'calendars', [schedule.fields.calendarId]);
      const [trip] = await planned(tenant, date, [schedule], calendars);
      return trip;
    },
  };
}

async function* allCalendars(reading: PlanReading): AsyncGenerator<PlanEntry<'calendars'>> {
  for (let after: string | undefined; ; ) {
    const page = await reading.page('calendars', after === undefined ? {} : { after }, CALENDARS_A_PAGE);
    yield* page;
    after = page.at(-1)?.id;
    if (page.length < CALENDARS_A_PAGE) return;
  }
}

async function fieldsOf<K extends PlanKind>(reading: PlanReading, kind: K, ids: readonly string[]) {
  const found = await reading.find(kind, [...new Set(ids)]);
  return new Map([...found].map(([id, { fields }]) => [id, fields]));
}

function startOf({ plan }: PlannedTrip): number {
  return plan.stops[0]?.arrival ?? 0;
}

function planOf(
  schedule: ScheduleFields,
  route: RouteFields,
  stops: ReadonlyMap<string, StopFields>,
  midnight: number,
): PlannedTrip['plan'] {
  const planned = route.stops.flatMap(({ offM: _, ...served }, index): PlannedStop[] => {
    const stop = stops.get(served.stopId);
    if (stop === undefined) return [];
    const time = schedule.times[index];
    const moment = (seconds: number | undefined) =>
      seconds === undefined ? null : midnight + seconds * 1000;
    return [{ ...served, ...stop, arrival: moment(time?.arrivalS), departure: moment(time?.departureS) }];
  });
  return {
    name: schedule.name ?? route.name,
    direction: route.direction,
    line: route.line ?? planned.map(({ longitude, latitude }) => [longitude, latitude] as const),
    stops: planned,
  };
}
