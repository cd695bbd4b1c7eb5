/** Hours past 24 are the next day; two days and a half at the most. */
const HOURS_MAX = 60;
const CLOCK = /^(\d{1,2})[:.h]?(\d{2})(?:[:.](\d{2}))?\s*(am|pm)?$/i;

/** A row of a schedule as one types it. */
export interface TimeRow {
  readonly arrival: string;
  readonly departure: string;
}

/** "7:45", "0745", "7.45 am" or "25:10:00" as HH:MM[:SS]; undefined for what is no time. */
export function serviceTime(text: string): string | undefined {
  const match = CLOCK.exec(text.trim());
  if (match === null) return undefined;
  const [, hours = '', minutes = '', seconds, half] = match;
  const hour = hourOf(Number(hours), half?.toLowerCase());
  if (hour === undefined || hour > HOURS_MAX || Number(minutes) > 59 || Number(seconds ?? 0) > 59)
    return undefined;
  const tail = seconds === undefined || seconds === '00' ? '' : `:${seconds}`;
  return `${String(hour).padStart(2, '0')}:${minutes}${tail}`;
}

function hourOf(hour: number, half: string | undefined): number | undefined {
  if (half === undefined) return hour;
  if (hour < 1 || hour > 12) return undefined;
  return (hour % 12) + (half === 'pm' ? 12 : 0);
}

/** Seconds of the day of service. */
function secondsOf(time: string): number | undefined {
  const valid = serviceTime(time);
  if (valid === undefined) return undefined;
  const [hours = 0, minutes = 0, seconds = 0] = valid.split(':').map(Number);
  return hours * 3600 + minutes * 60 + seconds;
}

/**
 * The rows with a pasted piece of a spreadsheet put in from row `from` on: a column of arrivals, or two with the
 * departures beside. Rows beyond the last are left out; empty cells leave what was there.
 */
export function withPasted(rows: readonly TimeRow[], from: number, text: string): TimeRow[] {
  const lines = text.replace(/\r/g, '').replace(/\n$/, '').split('\n');
  return rows.map((row, index) => {
    const [arrival = '', departure = ''] = (lines[index - from] ?? '').split('\t').map((cell) => cell.trim());
    return {
      arrival: arrival === '' ? row.arrival : (serviceTime(arrival) ?? arrival),
      departure: departure === '' ? row.departure : (serviceTime(departure) ?? departure),
    };
  });
}

/** What is wrong with each row, before the server is asked; null where nothing is. */
export function rowProblems(rows: readonly TimeRow[]): (string | null)[] {
  let before = -1;
  return rows.map(({ arrival, departure }) => {
    if (arrival.trim() === '') return 'takes a time such as 07:45';
    const arrives = secondsOf(arrival);
    const leaves = departure.trim() === '' ? arrives : secondsOf(departure);
    if (arrives === undefined || leaves === undefined) return 'takes a time such as 07:45 or 25:10';
    if (arrives < before) return 'comes before the stop above; past midnight write 24:10';
    if (leaves < arrives) return 'leaves before it arrives';
    before = leaves;
    return null;
  });
}

/** The rows so many minutes later, where they are times. */
export function shifted(rows: readonly TimeRow[], minutes: number): TimeRow[] {
  const later = (time: string): string => {
    const seconds = secondsOf(time);
    if (seconds === undefined) return time;
    const moved = Math.max(0, seconds + minutes * 60);
    const parts = [Math.floor(moved / 3600), Math.floor((moved % 3600) / 60)];
    const clock = parts.map((part) => String(part).padStart(2, '0')).join(':');
    return moved % 60 === 0 ? clock : `${clock}:${String(moved % 60).padStart(2, '0')}`;
  };
  return rows.map(({ arrival, departure }) => ({ arrival: later(arrival), departure: later(departure) }));
}
