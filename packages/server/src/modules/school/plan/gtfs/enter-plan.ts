import { PLAN_MAX } from '@waycast/contract';
import type {
  PlanChange,
  PlanFields,
  PlanKind,
  RouteFields,
  ScheduleFields,
  StopFields,
} from '../../../../ports/school-plan-store.ts';
import { namesOf } from '../pages.ts';
import { placeAgain } from '../stop-desk.ts';
import type { Findings } from './findings.ts';
import type { FeedPlan, PlannedRoute, PlannedSchedule } from './make-plan.ts';

interface Entering<K extends PlanKind> {
  readonly id: string;
  readonly fields: PlanFields[K];
}

/** What an import has to know of routes and schedules that are there. */
type FormerRoute = Pick<RouteFields, 'direction' | 'stops'>;

interface FormerSchedule extends Pick<ScheduleFields, 'vehicleId' | 'driverId'> {
  readonly stops: number;
}

const STOP_RADIUS_M = 50;
/** Routes and schedules that are in memory with lines and times. */
const AT_ONCE = 200;
const FILES: Readonly<Record<PlanKind, string>> = {
  stops: 'stops.txt',
  routes: 'routes.txt',
  calendars: 'calendar.txt',
  schedules: 'trips.txt',
};

/**
 * Writes what a feed plans over what is there, unless the findings have errors then. What the feed does not say of
 * something stays, and so does what the feed has not. Rejects with `conflict` where other routes would not suit.
 */
export async function enterPlan(plan: PlanChange, feed: FeedPlan, findings: Findings): Promise<void> {
  const before = {
    stops: await plan.find('stops', idsOf(feed.stops)),
    routes: await formerOf(plan, 'routes', idsOf(feed.routes), ({ direction, stops }) => ({
      direction,
      stops,
    })),
    calendars: await plan.find('calendars', idsOf(feed.calendars)),
    schedules: await formerOf(plan, 'schedules', idsOf(feed.schedules), ({ vehicleId, driverId, times }) => ({
      vehicleId,
      driverId,
      stops: times.length,
    })),
  };
  await requireRooms(plan, feed, before, findings);
  await requireRegistered(plan, feed.schedules, findings);
  await requireOtherSchedules(plan, feed, before.routes, findings);
  await requireRides(plan, feed.schedules, before.schedules, findings);
  if (findings.errorCount > 0) return;
  const stops = feed.stops.map(({ id, radiusM, ...stop }): Entering<'stops'> => {
    const fields = { ...stop, radiusM: radiusM ?? before.stops.get(id)?.fields.radiusM ?? STOP_RADIUS_M };
    return { id, fields };
  });
  await plan.put('stops', stops);
  await plan.put(
    'routes',
    feed.routes.map((route) => toRoute(route, before.routes)),
  );
  await plan.put(
    'calendars',
    feed.calendars.map(({ id, name, ...days }): Entering<'calendars'> => {
      const former = before.calendars.get(id)?.fields.name ?? null;
      return { id, fields: { ...days, name: name === undefined ? former : name } };
    }),
  );
  for (const part of parted(feed.schedules))
    await plan.put(
      'schedules',
      part.map((schedule) => toSchedule(schedule, before.schedules.get(schedule.id))),
    );
  const own = new Set(idsOf(feed.routes));
  for (const { id, fields } of stops)
    if (hasMoved(before.stops.get(id)?.fields, fields)) await placeAgain(plan, id, own);
}

/** What is to be known of what is there; lines and times of all at once would be millions of objects. */
async function formerOf<K extends PlanKind, T>(
  plan: PlanChange,
  kind: K,
  ids: readonly string[],
  keep: (fields: PlanFields[K]) => T,
): Promise<Map<string, T>> {
  const former = new Map<string, T>();
  for (const part of parted(ids))
    for (const [id, { fields }] of await plan.find(kind, part)) former.set(id, keep(fields));
  return former;
}

function* parted<T>(items: readonly T[]): Generator<readonly T[]> {
  for (let at = 0; at < items.length; at += AT_ONCE) yield items.slice(at, at + AT_ONCE);
}

function toRoute(
  { id, name, color, line, direction, places, approaches }: PlannedRoute,
  before: ReadonlyMap<string, FormerRoute>,
): Entering<'routes'> {
  const former = before.get(id);
  const stops = places.map((place, index): RouteFields['stops'][number] => {
    const there = former?.stops[index];
    const kept = there?.stopId === place.stopId ? there : undefined;
    const { approachM = null, approachS = null } = approaches?.[index] ?? kept ?? {};
    return { ...place, approachM, approachS };
  });
  return { id, fields: { name, color, line, direction: direction ?? former?.direction ?? 'other', stops } };
}

function toSchedule(
  { id, name, routeId, calendarId, times, vehicleId, driverId }: PlannedSchedule,
  former: FormerSchedule | undefined,
): Entering<'schedules'> {
  const fields = {
    name,
    routeId,
    calendarId,
    times: times(),
    vehicleId: vehicleId === undefined ? (former?.vehicleId ?? null) : vehicleId,
    driverId: driverId === undefined ? (former?.driverId ?? null) : driverId,
  };
  return { id, fields };
}

async function requireRooms(
  plan: PlanChange,
  feed: FeedPlan,
  before: { readonly [K in PlanKind]: ReadonlyMap<string, unknown> },
  findings: Findings,
): Promise<void> {
  for (const kind of ['stops', 'routes', 'calendars', 'schedules'] as const) {
    const fresh = feed[kind].filter(({ id }) => !before[kind].has(id)).length;
    const count = await plan.count(kind, {});
    if (count + fresh <= PLAN_MAX[kind]) continue;
    const reason = `the plan has ${count} ${kind} and may have ${PLAN_MAX[kind]}, so that ${fresh} more cannot be entered`;
    findings.error({ file: FILES[kind] }, reason, 'Remove what is not used any more, or import fewer.');
  }
}

async function requireRegistered(
  plan: PlanChange,
  schedules: readonly PlannedSchedule[],
  findings: Findings,
): Promise<void> {
  for (const [kind, one] of [
    ['vehicles', 'vehicle'],
    ['drivers', 'driver'],
  ] as const) {
    const idOf = ({ vehicleId, driverId }: PlannedSchedule) =>
      (kind === 'vehicles' ? vehicleId : driverId) ?? null;
    const named = new Set(schedules.map(idOf).filter((id) => id !== null));
    const unknown = new Set(await plan.unknown(kind, [...named]));
    for (const schedule of schedules) {
      const value = idOf(schedule);
      if (value === null || !unknown.has(value)) continue;
      const place = { file: FILES.schedules, row: schedule.row, column: `waycast_${one}_id`, value };
      findings.error(
        place,
        `there is no ${one} ${value}`,
        `Create it first with PUT /api/registry/${kind}/${value}.`,
      );
    }
  }
}

/** Schedules that the feed has not must still have a time for each stop of their route. */
async function requireOtherSchedules(
  plan: PlanChange,
  feed: FeedPlan,
  before: ReadonlyMap<string, FormerRoute>,
  findings: Findings,
): Promise<void> {
  const entering = new Set(idsOf(feed.schedules));
  for (const { id, places } of feed.routes) {
    const former = before.get(id);
    if (former === undefined || former.stops.length === places.length) continue;
    const others = (await plan.schedulesOf({ routeId: id })).filter((schedule) => !entering.has(schedule.id));
    if (others.length === 0) continue;
    const reason = `would have ${places.length} stops, and schedule ${namesOf(idsOf(others))}, which is not in the feed, has ${former.stops.length} times`;
    findings.error(
      { file: FILES.routes, column: 'route_id', value: id },
      reason,
      'Remove those schedules first.',
    );
  }
}

async function requireRides(
  plan: PlanChange,
  schedules: readonly PlannedSchedule[],
  before: ReadonlyMap<string, FormerSchedule>,
  findings: Findings,
): Promise<void> {
  for (const { id, row, stops } of schedules) {
    const former = before.get(id);
    if (former === undefined || former.stops <= stops) continue;
    const { lastSequence } = await plan.riders(id);
    if (lastSequence <= stops) continue;
    const reason = `students ride as far as stop ${lastSequence}, and it would have ${stops}`;
    findings.error(
      { file: FILES.schedules, row, column: 'trip_id', value: id },
      reason,
      'Give them other rides first.',
    );
  }
}

function hasMoved(before: StopFields | undefined, after: StopFields): boolean {
  return before !== undefined && (before.latitude !== after.latitude || before.longitude !== after.longitude);
}

function idsOf(entries: readonly { readonly id: string }[]): string[] {
  return entries.map(({ id }) => id);
}
