import type { CalendarFields } from '../../../../ports/school-plan-store.ts';
import { hasService } from '../calendar-desk.ts';
import { readDate, readId, readName } from './cells.ts';
import type { Findings } from './findings.ts';
import { NamedList } from './named-list.ts';
import type { Feed } from './open-feed.ts';
import { type Row, readTable } from './read-table.ts';

/** Days of service of a feed; a name only where the feed has one. */
export interface FeedCalendar extends Omit<CalendarFields, 'name'> {
  readonly id: string;
  readonly name: string | null | undefined;
}

interface Days {
  readonly id: string;
  readonly name: string | null | undefined;
  readonly row: number;
  readonly file: string;
  readonly weekdays: number[];
  startsOn: string | undefined;
  endsOn: string | undefined;
  readonly added: Set<string>;
  readonly removed: Set<string>;
}

const WEEKDAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const;
const NAME = 'waycast_name';
const MAX_EXCEPTIONS = 1000;

export async function readCalendars(feed: Feed, findings: Findings): Promise<NamedList<FeedCalendar>> {
  const days = new NamedList<Days>();
  if (feed.has('calendar.txt')) await readWeeks(feed, days, findings);
  if (feed.has('calendar_dates.txt')) await readDates(feed, days, findings);
  const calendars = new NamedList<FeedCalendar>();
  for (const one of days.items) {
    const { id, row, file } = one;
    const calendar = toCalendar(one, findings);
    if (calendar !== undefined) calendars.add(id, calendar, row, { file, row }, findings);
  }
  return calendars;
}

async function readWeeks(feed: Feed, days: NamedList<Days>, findings: Findings): Promise<void> {
  const file = 'calendar.txt';
  let named = false;
  await readTable(
    feed,
    {
      file,
      required: ['service_id', ...WEEKDAYS, 'start_date', 'end_date'],
      header: (columns) => {
        named = columns.has(NAME);
      },
      take({ row, cell }) {
        const at = (column: string) => ({ file, row, column });
        const id = readId(cell('service_id'), at('service_id'), findings);
        const startsOn = readDate(cell('start_date'), at('start_date'), findings);
        const endsOn = readDate(cell('end_date'), at('end_date'), findings);
        if (startsOn !== undefined && endsOn !== undefined && endsOn < startsOn)
          findings.error(
            { ...at('end_date'), value: cell('end_date') },
            `is before the start_date ${cell('start_date')}`,
            'Let the service end on or after the day on which it starts.',
          );
        const weekdays = readWeekdays(file, { row, cell }, findings);
        const name = named ? readName(cell(NAME)) || null : undefined;
        const nothing = { added: new Set<string>(), removed: new Set<string>() };
        if (id !== undefined)
          days.add(
            id,
            { id, name, row, file, weekdays, startsOn, endsOn, ...nothing },
            row,
            at('service_id'),
            findings,
          );
      },
    },
    findings,
  );
}

function readWeekdays(file: string, { row, cell }: Row, findings: Findings): number[] {
  return WEEKDAYS.flatMap((column, index) => {
    const value = cell(column);
    if (value !== '0' && value !== '1')
      findings.error(
        { file, row, column, value },
        'is neither 0 nor 1',
        'Write 1 for a day of service, 0 for none.',
      );
    return value === '1' ? [index + 1] : [];
  });
}

async function readDates(feed: Feed, days: NamedList<Days>, findings: Findings): Promise<void> {
  const file = 'calendar_dates.txt';
  await readTable(
    feed,
    {
      file,
      required: ['service_id', 'date', 'exception_type'],
      take({ row, cell }) {
        const at = (column: string) => ({ file, row, column });
        const id = readId(cell('service_id'), at('service_id'), findings);
        const date = readDate(cell('date'), at('date'), findings);
        const type = cell('exception_type');
        if (type !== '1' && type !== '2')
          findings.error(
            { ...at('exception_type'), value: type },
            'is neither 1 nor 2',
            'Write 1 for a day of service besides, 2 for one without.',
          );
        if (id === undefined || date === undefined) return;
        const entry = days.get(id) ?? enter(days, id, row, file, findings);
        if (entry === undefined) return;
        if (entry.added.has(date) || entry.removed.has(date))
          findings.error(
            { ...at('date'), value: cell('date') },
            `is there twice for ${id}`,
            'Keep one of the lines.',
          );
        else (type === '1' ? entry.added : entry.removed).add(date);
      },
    },
    findings,
  );
}

/** A service of dates alone. */
function enter(
  days: NamedList<Days>,
  id: string,
  row: number,
  file: string,
  findings: Findings,
): Days | undefined {
  const sets = { added: new Set<string>(), removed: new Set<string>() };
  const bare: Days = {
    id,
    name: undefined,
    row,
    file,
    weekdays: [],
    startsOn: undefined,
    endsOn: undefined,
    ...sets,
  };
  days.add(id, bare, row, { file, row }, findings);
  return days.get(id);
}

function toCalendar(days: Days, findings: Findings): FeedCalendar | undefined {
  const { id, name, file, row, weekdays } = days;
  const [added, removed] = [[...days.added].sort(), [...days.removed].sort()];
  const dates = [...added, ...removed].sort();
  const [startsOn, endsOn] = [days.startsOn ?? dates[0], days.endsOn ?? dates.at(-1)];
  const place = { file, row, column: 'service_id', value: id };
  if (added.length > MAX_EXCEPTIONS || removed.length > MAX_EXCEPTIONS)
    findings.error(
      place,
      `has more than ${MAX_EXCEPTIONS} exceptions of one type`,
      'Give the service weekdays, or split it.',
    );
  if (startsOn === undefined || endsOn === undefined) return undefined;
  const calendar = { id, name, weekdays, startsOn, endsOn, added, removed };
  if (startsOn <= endsOn && !hasService({ ...calendar, name: null }))
    findings.warn(place, 'has no day of service', 'Give it weekdays or dates, or leave it out.');
  return calendar;
}
