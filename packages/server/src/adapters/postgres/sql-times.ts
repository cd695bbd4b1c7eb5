/** SQL of whole milliseconds by the clock on the wall, which goes on while a statement waits for a lock. */
export const CLOCK = "(select date_trunc('milliseconds', clock_timestamp()) as at) clock";

/** SQL of a time as epoch milliseconds, which both drivers give as a number and no session setting changes. */
export function epochMs(time: string): string {
  return `(extract(epoch from ${time}) * 1000)::float8`;
}
