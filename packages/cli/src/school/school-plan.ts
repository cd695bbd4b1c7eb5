import type { HttpApi } from '@waycast/client';
import type { Random, Town } from '@waycast/geo';
import { type Pupil, pupilsCsv } from './pupils.ts';
import { timesOfWay } from './school-bus.ts';
import { type FindWay, lineThrough, type SchoolLine, stopAt } from './school-line.ts';

/** The demo's school: what is entered in the plan, and what its buses drive by. */
export interface DemoSchool {
  readonly town: Town;
  readonly lines: readonly SchoolLine[];
  readonly pupils: readonly Pupil[];
  readonly findWay: FindWay;
  readonly random: Random;
}

const CALENDAR = 'school-days';
const MORNING_S = 7 * 3600 + 20 * 60;
const AFTERNOON_S = 15 * 3600 + 10 * 60;
/** Buses leave one after another. */
const APART_S = 30;
/** Requests under way at a time. */
const AT_ONCE = 8;

/** Enters the school in the server's plan, unless it is there already. Resolves to whether it was new. */
export async function enterPlan(http: HttpApi, school: DemoSchool): Promise<boolean> {
  const last = school.lines.at(-1);
  const students = await http.listStudents({ limit: 1 });
  if (last === undefined || students.items.length > 0) return false;
  await eachOf(stopsOf(school), ({ id, ...stop }) => http.putSchoolStop({ id }, stop));
  await http.putSchoolCalendar({ id: CALENDAR }, calendarFrom(new Date()));
  await eachOf(school.lines, (line) => enterLine(http, school, line));
  await http.importStudents({}, pupilsCsv(school.pupils));
  return true;
}

async function enterLine(http: HttpApi, school: DemoSchool, line: SchoolLine): Promise<void> {
  const { town, findWay, random } = school;
  const number = school.lines.indexOf(line);
  const driverId = number === 0 ? 'dave' : `driver-${line.id.slice(-2)}`;
  await http.putVehicle({ id: line.vehicleId }, { name: `School bus ${number + 1}`, kind: 'bus' });
  await http.putDriver({ id: driverId }, { name: `Driver ${number + 1}`, vehicleId: line.vehicleId });
  const ways = [
    { suffix: 'to', direction: 'to_school', nodes: line.nodes, startS: MORNING_S },
    { suffix: 'from', direction: 'from_school', nodes: line.nodes.toReversed(), startS: AFTERNOON_S },
  ] as const;
  for (const { suffix, direction, nodes, startS } of ways) {
    const id = `${line.id}-${suffix}`;
    const name = `Line ${line.id.slice(-2)} ${suffix === 'to' ? 'to school' : 'home'}`;
    const stops = nodes.map((node) => ({ stopId: stopAt(town, node).id, approachS: 180 }));
    await http.putSchoolRoute({ id }, { name, direction, line: lineThrough(nodes, town, findWay), stops });
    const leavesS = timesOfWay({ nodes, town, findWay, random });
    const times = leavesS.map((seconds) => ({ arrival: serviceTime(startS + number * APART_S + seconds) }));
    await http.putSchoolSchedule(
      { id },
      {
        name,
        routeId: id,
        calendarId: CALENDAR,
        times,
        vehicleId: line.vehicleId,
        driverId,
      },
    );
  }
}

function stopsOf({ town, lines }: DemoSchool) {
  const nodes = new Set(lines.flatMap((line) => line.nodes));
  return [...nodes].map((node) => ({ ...stopAt(town, node), radiusM: 50 }));
}

/** Mondays to Fridays of a year. */
function calendarFrom(today: Date) {
  const end = new Date(today);
  end.setUTCFullYear(end.getUTCFullYear() + 1);
  return {
    name: 'School days',
    weekdays: [1, 2, 3, 4, 5],
    startsOn: today.toISOString().slice(0, 10),
    endsOn: end.toISOString().slice(0, 10),
  };
}

function serviceTime(seconds: number): string {
  const pad = (value: number): string => String(Math.floor(value)).padStart(2, '0');
  return `${pad(seconds / 3600)}:${pad((seconds / 60) % 60)}:${pad(seconds % 60)}`;
}

async function eachOf<T>(items: readonly T[], work: (item: T) => Promise<unknown>): Promise<void> {
  for (let at = 0; at < items.length; at += AT_ONCE)
    await Promise.all(items.slice(at, at + AT_ONCE).map(work));
}
