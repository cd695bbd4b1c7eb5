/** Making a format costs more than using it a thousand times; there are some hundred zones. */
const formats = new Map<string, Intl.DateTimeFormat>();

/** What the clock on the wall of a time zone shows at a moment (epoch ms): `2026-03-29 03:00:12`. */
export function wallText(at: number, timeZone: string): string {
  let format = formats.get(timeZone);
  if (format === undefined) {
    // Sweden writes dates as ISO 8601 does.
    format = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' });
    formats.set(timeZone, format);
  }
  return format.format(at);
}
