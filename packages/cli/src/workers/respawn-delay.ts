const FIRST_MS = 250;
const LONGEST_MS = 30_000;
/** A worker that served this long counts as sound: its end begins a new row of failures. */
const SOUND_MS = 30_000;

/** How many failures in a row a worker's end makes. */
export function failuresAfter(failures: number, servedMs: number): number {
  return servedMs >= SOUND_MS ? 1 : failures + 1;
}

/** How long to wait before another worker takes a dead one's place: longer with each failure in a row. */
export function respawnDelayMs(failures: number): number {
  return Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(failures - 1, 20));
}
