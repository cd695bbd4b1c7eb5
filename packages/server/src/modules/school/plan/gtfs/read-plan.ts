import { readName } from './cells.ts';
import type { Findings } from './findings.ts';
import { type FeedPlan, makePlan } from './make-plan.ts';
import { NamedList } from './named-list.ts';
import type { Feed } from './open-feed.ts';
import { readCalendars } from './read-calendars.ts';
import { readShapes, readStops, type Shapes } from './read-places.ts';
import { readRouteStops, readRoutes } from './read-routes.ts';
import { readTable } from './read-table.ts';
import { readStopTimes, readTrips } from './read-trips.ts';

const REQUIRED = ['agency.txt', 'stops.txt', 'routes.txt', 'trips.txt', 'stop_times.txt'] as const;
const NO_SHAPES: Shapes = { ids: new NamedList<string>(), lineOf: () => [] };

/**
 * Reads all that a feed plans. Undefined when so much of it is missing that the rest says nothing; whether it may be
 * entered is for the findings to say.
 */
export async function readPlan(
  feed: Feed,
  timeZone: string,
  findings: Findings,
): Promise<FeedPlan | undefined> {
  for (const file of REQUIRED) if (!feed.has(file)) missing(file, file, findings);
  if (!feed.has('calendar.txt') && !feed.has('calendar_dates.txt'))
    missing('calendar.txt', 'calendar.txt or calendar_dates.txt', findings);
  if (findings.errorCount > 0) return undefined;
  await readAgencies(feed, timeZone, findings);
  const stops = await readStops(feed, findings);
  const shapes = feed.has('shapes.txt') ? await readShapes(feed, findings) : NO_SHAPES;
  const calendars = await readCalendars(feed, findings);
  const routes = await readRoutes(feed, shapes, findings);
  await readRouteStops(feed, routes, stops, findings);
  const tables = { stops, shapes, calendars, routes };
  const trips = await readTrips(feed, tables, findings);
  const timesOf = await readStopTimes(feed, trips, stops, findings);
  return makePlan({ ...tables, trips }, timesOf, findings);
}

function missing(file: string, which: string, findings: Findings): void {
  findings.error(
    { file },
    'is missing from the zip file',
    `Add ${which}; the files lie at the top of the zip file.`,
  );
}

/** A tenant is one agency in its own time zone. */
async function readAgencies(feed: Feed, timeZone: string, findings: Findings): Promise<void> {
  const file = 'agency.txt';
  await readTable(
    feed,
    {
      file,
      required: ['agency_name', 'agency_timezone'],
      take({ row, cell }) {
        const value = cell('agency_timezone');
        const place = { file, row, column: 'agency_timezone', value };
        if (readName(value) === '')
          findings.error(place, 'is missing', 'Name a time zone such as Europe/Dublin.');
        else if (value !== timeZone)
          findings.warn(
            place,
            `is not the tenant's time zone ${timeZone}, in which the times are read`,
            'Change the time zone of the tenant with PATCH /api/tenant.',
          );
      },
    },
    findings,
  );
}
