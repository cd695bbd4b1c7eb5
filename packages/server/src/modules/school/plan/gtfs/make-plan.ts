import { setImmediate as nextTurn } from 'node:timers/promises';
import { ROUTE_MAX } from '@waycast/contract';
import type {
  Direction,
  RouteFields,
  ScheduledStop,
  ServedStop,
  StopFields,
} from '../../../../ports/school-plan-store.ts';
import { type PlacedRoute, placeRoute } from '../place-route.ts';
import { directionIdOf } from './direction-id.ts';
import type { Findings } from './findings.ts';
import type { NamedList } from './named-list.ts';
import type { FeedCalendar } from './read-calendars.ts';
import type { FeedStop } from './read-places.ts';
import type { FeedRoute } from './read-routes.ts';
import type { FeedTime, FeedTrip, TripTables } from './read-trips.ts';
import { filledTimes, timesAreSound } from './trip-times.ts';

/** What a feed plans. What it does not say stays as it was. */
export interface FeedPlan {
  readonly stops: readonly FeedStop[];
  readonly routes: readonly PlannedRoute[];
  readonly calendars: readonly FeedCalendar[];
  readonly schedules: readonly PlannedSchedule[];
}

export interface PlannedRoute extends Pick<RouteFields, 'name' | 'color' | 'line'> {
  readonly id: string;
  readonly direction: Direction | undefined;
  readonly places: PlacedRoute['places'];
  readonly approaches: readonly Pick<ServedStop, 'approachM' | 'approachS'>[] | undefined;
}

export interface PlannedSchedule
  extends Pick<FeedTrip, 'id' | 'row' | 'name' | 'calendarId' | 'vehicleId' | 'driverId'> {
  readonly routeId: string;
  /** How many times it has. */
  readonly stops: number;
  /** Made anew by each call: all schedules' times together would be millions of objects. */
  readonly times: () => ScheduledStop[];
}

/** Trips of one route that take the same way, past the same stops. */
interface Pattern {
  readonly route: FeedRoute;
  readonly headsign: string;
  readonly line: RouteFields['line'];
  readonly placed: PlacedRoute;
  readonly approaches: PlannedRoute['approaches'];
  id: string;
  name: string;
}

/** After so many trips others have their turn. */
const TRIPS_A_TURN = 100;

export async function makePlan(
  tables: TripTables & { readonly trips: NamedList<FeedTrip> },
  timesOf: (trip: number) => FeedTime[] | undefined,
  findings: Findings,
): Promise<FeedPlan> {
  const patterns = new Patterns(tables, findings);
  for (const route of tables.routes.items) {
    if (route.stops.length > 0) patterns.declared(route);
    if (route.stops.length > 0) await nextTurn();
  }
  const scheduled: { trip: FeedTrip; pattern: Pattern; number: number; stops: number }[] = [];
  for (const [number, trip] of tables.trips.items.entries()) {
    if (number % TRIPS_A_TURN === 0) await nextTurn();
    const times = timesOf(number);
    if (times === undefined || !timesAreSound(trip, times, findings)) continue;
    const pattern = await patterns.of(trip, times);
    if (pattern === undefined) continue;
    scheduled.push({ trip, pattern, number, stops: times.length });
  }
  const routes = patterns.named();
  const schedules = scheduled.map(({ trip, pattern, number, stops }): PlannedSchedule => {
    const times = () => filledTimes(timesOf(number) ?? [], alongOf(pattern));
    return { ...trip, routeId: pattern.id, stops, times };
  });
  return { stops: tables.stops.items, routes, calendars: tables.calendars.items, schedules };
}

function alongOf({ placed }: Pattern): number[] {
  return placed.places.map((place) => place.alongM);
}

class Patterns {
  readonly #tables: TripTables;
  readonly #findings: Findings;
  readonly #stops: ReadonlyMap<string, StopFields>;
  /** Undefined: it cannot be, and that has been told. */
  readonly #patterns = new Map<string, Pattern | undefined>();
  readonly #lines = new Map<number, [number, number][] | undefined>();

  constructor(tables: TripTables, findings: Findings) {
    this.#tables = tables;
    this.#findings = findings;
    this.#stops = new Map(
      tables.stops.items.map(({ id, ...stop }) => [id, { ...stop, radiusM: stop.radiusM ?? 0 }]),
    );
  }

  /** A route that says by itself where it goes. */
  declared(route: FeedRoute): void {
    const { direction = 'other', shape, stops } = route;
    const key = keyOf(route, directionIdOf(direction), shape, stops);
    const approaches = stops.map(({ approachM, approachS }) => ({ approachM, approachS }));
    this.#patterns.set(key, this.#make(route, '', shape, stops, 'waycast_route_stops.txt', approaches));
  }

  async of(
    { route: number, directionId, shape, headsign }: FeedTrip,
    times: readonly FeedTime[],
  ): Promise<Pattern | undefined> {
    const route = this.#tables.routes.items[number];
    if (route === undefined) return undefined;
    const key = keyOf(route, directionId, shape, times);
    if (!this.#patterns.has(key)) {
      this.#patterns.set(key, this.#make(route, headsign, shape, times, 'stop_times.txt', undefined));
      await nextTurn();
    }
    return this.#patterns.get(key);
  }

  /** A route each: the first of a feed's route has its id, those that follow `~2` and so on. */
  named(): PlannedRoute[] {
    const taken = new Set(this.#tables.routes.items.map(({ id }) => id));
    const used = new Set<string>();
    const all = [...this.#patterns.values()].filter((pattern) => pattern !== undefined);
    const several = new Set(
      all.map(({ route }) => route).filter((route, index, routes) => routes.indexOf(route) !== index),
    );
    for (const pattern of all) {
      const { id, name } = pattern.route;
      pattern.id = id;
      for (let number = 2; used.has(pattern.id) || (number > 2 && taken.has(pattern.id)); number += 1) {
        const ending = `~${number}`;
        pattern.id = id.slice(0, 128 - ending.length) + ending;
      }
      used.add(pattern.id);
      const headsign = several.has(pattern.route) && pattern.headsign !== '' ? ` – ${pattern.headsign}` : '';
      pattern.name = `${name}${headsign}`.slice(0, 200).trim();
    }
    return all.map(({ id, name, line, placed, approaches, route: { color, direction } }) => ({
      id,
      name,
      line,
      color,
      direction,
      places: placed.places,
      approaches,
    }));
  }

  #make(
    route: FeedRoute,
    headsign: string,
    shape: number,
    stops: readonly { readonly row: number; readonly stop: number }[],
    file: string,
    approaches: PlannedRoute['approaches'],
  ): Pattern | undefined {
    const stopIds = stops.map(({ stop }) => this.#tables.stops.items[stop]?.id ?? '');
    const line = shape === -1 ? null : this.#lineOf(shape);
    if (line === undefined) return undefined;
    if (stops.length > ROUTE_MAX.stops) {
      const reason = `begins a way of ${stops.length} stops, and ${ROUTE_MAX.stops} are accepted`;
      this.#findings.error({ file, row: stops[0]?.row }, reason, 'Split the trip.');
      return undefined;
    }
    const placed = placeRoute({ line, stopIds }, this.#stops);
    for (const { sequence, message, remedy } of placed.faults) {
      const value = stopIds[(sequence ?? 1) - 1] ?? '';
      const place = { file, row: stops[(sequence ?? 1) - 1]?.row, column: 'stop_id', value };
      this.#findings.error(place, message, remedy);
    }
    if (placed.faults.length > 0) return undefined;
    return { route, headsign, line, placed, approaches, id: route.id, name: route.name };
  }

  /** Undefined where the shape cannot be a line; that is told once. */
  #lineOf(shape: number): [number, number][] | undefined {
    if (this.#lines.has(shape)) return this.#lines.get(shape);
    const { ids, lineOf } = this.#tables.shapes;
    const line = lineOf(shape);
    const isLine = line.length >= 2 && line.length <= ROUTE_MAX.points;
    if (!isLine) {
      const place = {
        file: 'shapes.txt',
        row: ids.rowOf(shape),
        column: 'shape_id',
        value: ids.items[shape] ?? '',
      };
      const reason = `has ${line.length} points, and 2 to ${ROUTE_MAX.points} are accepted`;
      this.#findings.error(place, reason, 'Give the shape more points, or simplify it.');
    }
    this.#lines.set(shape, isLine ? line : undefined);
    return this.#lines.get(shape);
  }
}

function keyOf(
  { id }: FeedRoute,
  directionId: string,
  shape: number,
  stops: readonly { readonly stop: number }[],
): string {
  return `${id} ${directionId} ${shape} ${stops.map(({ stop }) => stop).join(',')}`;
}
