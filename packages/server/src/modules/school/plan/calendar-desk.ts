import { type CalendarDescription, PLAN_MAX, type SchoolCalendar, WaycastError } from '@waycast/contract';
import type { z } from 'zod';
import { isoTime } from '../../../kernel/iso-time.ts';
import { runsOn } from '../../../kernel/service-time.ts';
import type { SchoolPlanDesk } from '../../../ports/school-plan-desk.ts';
import type { CalendarFields, PlanEntry, PlanStore } from '../../../ports/school-plan-store.ts';
import { entryOf, namesOf, noEntry, pageOf, requireRoom } from './pages.ts';

const DAY_MS = 86_400_000;

/** Days of service. */
export function createCalendarDesk(store: PlanStore): SchoolPlanDesk['calendars'] {
  return {
    list: (tenant, query) =>
      pageOf(store.reading(tenant), 'calendars', query, (entries) => entries.map(toCalendar)),
    get: async (tenant, id) => toCalendar(await entryOf(store.reading(tenant), 'calendars', id)),
    async put(tenant, id, description) {
      const fields = tidied(description);
      if (!hasService(fields)) throw noService(fields);
      return store.change(tenant, async (plan) => {
        const before = await plan.find('calendars', [id]);
        if (before.size === 0) await requireRoom(plan, 'calendars', PLAN_MAX.calendars);
        await plan.put('calendars', [{ id, fields }]);
        return toCalendar(await entryOf(plan, 'calendars', id));
      });
    },
    remove: (tenant, id) =>
      store.change(tenant, async (plan) => {
        const schedules = await plan.schedulesOf({ calendarIds: [id] });
        if (schedules.length > 0) {
          const used = namesOf(schedules.map((schedule) => schedule.id));
          const message = `calendar ${id} is used by schedule ${used}; give them another one, or remove them first`;
          throw new WaycastError('conflict', message);
        }
        if (!(await plan.remove('calendars', id))) throw noEntry('calendars', id);
      }),
  };
}

/** Whether there is any day of service. */
export function hasService(calendar: CalendarFields): boolean {
  if (calendar.added.some((date) => runsOn(calendar, date))) return true;
  if (calendar.weekdays.length === 0) return false;
  const end = Date.parse(calendar.endsOn);
  for (let day = Date.parse(calendar.startsOn); day <= end; day += DAY_MS)
    if (runsOn(calendar, new Date(day).toISOString().slice(0, 10))) return true;
  return false;
}

function noService({ weekdays, startsOn, endsOn }: CalendarFields): WaycastError {
  const message =
    weekdays.length === 0
      ? 'weekdays: the calendar has no day of service; name weekdays from 1 (Monday) to 7 (Sunday), or days in added'
      : `removed: from ${startsOn} to ${endsOn} no weekday of ${weekdays.join(', ')} remains; ` +
        'name other weekdays, a longer time, or days in added';
  return new WaycastError('invalid', message);
}

function tidied(description: z.output<typeof CalendarDescription>): CalendarFields {
  return {
    ...description,
    weekdays: [...new Set(description.weekdays)].sort((a, b) => a - b),
    added: [...new Set(description.added)].sort(),
    removed: [...new Set(description.removed)].sort(),
  };
}

function toCalendar({ id, fields, updatedAt }: PlanEntry<'calendars'>): SchoolCalendar {
  const { weekdays, added, removed } = fields;
  return {
    calendarId: id,
    ...fields,
    weekdays: [...weekdays],
    added: [...added],
    removed: [...removed],
    updatedAt: isoTime(updatedAt),
  };
}
