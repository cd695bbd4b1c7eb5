import {
  PLAN_MAX,
  type ScheduleDescription,
  type SchoolSchedule,
  SERVICE_S_MAX,
  WaycastError,
} from '@waycast/contract';
import type { z } from 'zod';
import { isoTime } from '../../../kernel/iso-time.ts';
import { formatServiceTime, parseServiceTime } from '../../../kernel/service-time.ts';
import type { SchoolPlanDesk } from '../../../ports/school-plan-desk.ts';
import type {
  PlanChange,
  PlanEntry,
  PlanStore,
  ScheduledStop,
  ScheduleFields,
} from '../../../ports/school-plan-store.ts';
import { entryOf, noEntry, pageOf, requireRoom } from './pages.ts';

type Description = z.output<typeof ScheduleDescription>;

/** Trips as they are planned for every day of a calendar. */
export function createScheduleDesk(store: PlanStore): SchoolPlanDesk['schedules'] {
  return {
    list: (tenant, query) =>
      pageOf(store.reading(tenant), 'schedules', query, (entries) => entries.map(toSchedule)),
    get: async (tenant, id) => toSchedule(await entryOf(store.reading(tenant), 'schedules', id)),
    async put(tenant, id, description) {
      const fields: ScheduleFields = { ...description, times: timesOf(description) };
      return store.change(tenant, async (plan) => {
        await requireParts(plan, fields);
        const before = await plan.find('schedules', [id]);
        if (before.size === 0) await requireRoom(plan, 'schedules', PLAN_MAX.schedules);
        else await requireRides(plan, id, fields);
        await plan.put('schedules', [{ id, fields }]);
        return toSchedule(await entryOf(plan, 'schedules', id));
      });
    },
    remove: (tenant, id) =>
      store.change(tenant, async (plan) => {
        const { count } = await plan.riders(id);
        if (count > 0) {
          const message = `${count} students ride by schedule ${id}; give them other rides first`;
          throw new WaycastError('conflict', message);
        }
        if (!(await plan.remove('schedules', id))) throw noEntry('schedules', id);
      }),
  };
}

/** Times in seconds. Throws `invalid` where they go backwards or too far. */
function timesOf({ times }: Description): ScheduledStop[] {
  let last = { sequence: 0, text: '', seconds: 0 };
  return times.map(({ arrival, departure = arrival }, index) => {
    const sequence = index + 1;
    const [arrivalS, departureS] = [arrival, departure].map((text) => {
      const seconds = parseServiceTime(text) ?? Number.NaN;
      if (!(seconds <= SERVICE_S_MAX)) {
        const message = `times: ${text} of stop ${sequence} takes a time up to ${formatServiceTime(SERVICE_S_MAX)} of the day of service`;
        throw new WaycastError('invalid', message);
      }
      if (seconds < last.seconds) throw backwards(sequence, text, last);
      last = { sequence, text, seconds };
      return seconds;
    });
    return { sequence, arrivalS: arrivalS ?? 0, departureS: departureS ?? 0 };
  });
}

function backwards(sequence: number, text: string, last: { sequence: number; text: string }): WaycastError {
  const message =
    `times: ${text} of stop ${sequence} is before ${last.text} of stop ${last.sequence}; times go forwards, ` +
    'and after midnight they go on with 24:00, such as 24:10';
  return new WaycastError('invalid', message);
}

async function requireParts(plan: PlanChange, fields: ScheduleFields): Promise<void> {
  const { routeId, calendarId, times, vehicleId, driverId } = fields;
  const route = (await plan.find('routes', [routeId])).get(routeId);
  if (route === undefined) throw unknown('routeId', 'route', routeId, '/api/school/routes');
  if ((await plan.find('calendars', [calendarId])).size === 0)
    throw unknown('calendarId', 'calendar', calendarId, '/api/school/calendars');
  const stops = route.fields.stops.length;
  if (times.length !== stops) {
    const message = `times: route ${routeId} has ${stops} stops, and ${times.length} times were given; name one for each stop, in order`;
    throw new WaycastError('invalid', message);
  }
  if (vehicleId !== null && (await plan.unknown('vehicles', [vehicleId])).length > 0)
    throw unknown('vehicleId', 'vehicle', vehicleId, '/api/registry/vehicles');
  if (driverId !== null && (await plan.unknown('drivers', [driverId])).length > 0)
    throw unknown('driverId', 'driver', driverId, '/api/registry/drivers');
}

function unknown(field: string, one: string, id: string, path: string): WaycastError {
  const message = `${field}: there is no ${one} ${id}; create it first with PUT ${path}/${id}, or correct the id`;
  return new WaycastError('invalid', message);
}

/** Students get on and off at stops of the route. */
async function requireRides(plan: PlanChange, id: string, { times }: ScheduleFields): Promise<void> {
  const { lastSequence } = await plan.riders(id);
  if (lastSequence <= times.length) return;
  const message = `students ride by schedule ${id} as far as stop ${lastSequence}, and it would have ${times.length}; give them other rides first`;
  throw new WaycastError('conflict', message);
}

function toSchedule({ id, fields, updatedAt }: PlanEntry<'schedules'>): SchoolSchedule {
  const times = fields.times.map(({ sequence, arrivalS, departureS }) => ({
    sequence,
    arrival: formatServiceTime(arrivalS),
    departure: formatServiceTime(departureS),
  }));
  return { scheduleId: id, ...fields, times, updatedAt: isoTime(updatedAt) };
}
