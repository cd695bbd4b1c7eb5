/** Below this a number counts seconds since 1970 (until the year 5138), from here on milliseconds. */
const SECONDS_BELOW = 1e11;
const ISO = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d(?:[.,]\d{1,9})?)?) ?(Z|UTC|[+-]\d\d(?::?\d\d)?)?$/i;

/**
 * Epoch milliseconds of a time as files write it: ISO 8601, with a space for the T if need be, UTC where no zone is
 * given; or seconds or milliseconds since 1970. Undefined for everything else: 3/4/2015 would be a guess.
 */
export function parseTime(value: unknown): number | undefined {
  if (typeof value === 'number') return fromNumber(value);
  if (typeof value !== 'string') return undefined;
  const text = value.trim();
  if (/^\d{1,16}(\.\d+)?$/.test(text)) return fromNumber(Number(text));
  const [, day, clock, zone] = ISO.exec(text) ?? [];
  if (day === undefined || clock === undefined) return undefined;
  const time = Date.parse(`${day}T${clock.replace(',', '.')}${isoZone(zone)}`);
  return Number.isNaN(time) ? undefined : time;
}

function isoZone(zone: string | undefined): string {
  if (zone === undefined || /^(z|utc)$/i.test(zone)) return 'Z';
  const digits = zone.slice(1).replace(':', '');
  return `${zone[0]}${digits.slice(0, 2)}:${digits.slice(2) || '00'}`;
}

function fromNumber(value: number): number | undefined {
  // The years 1970 to 9999; a counter or a date such as 20150307 is not taken for a time in 1970 either.
  const time = Math.round(value < SECONDS_BELOW ? value * 1000 : value);
  return time >= 315_532_800_000 && time <= 253_402_300_799_999 ? time : undefined;
}
