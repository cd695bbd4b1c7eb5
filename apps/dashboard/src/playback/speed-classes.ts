/** Classes of speed, slow to fast; each goes up to its limit in km/h and has the token of its colour. */
export const SPEED_CLASSES = [
  { upToKmh: 10, token: 'speed-1', words: 'up to 10' },
  { upToKmh: 30, token: 'speed-2', words: '10–30' },
  { upToKmh: 50, token: 'speed-3', words: '30–50' },
  { upToKmh: 80, token: 'speed-4', words: '50–80' },
  { upToKmh: Number.POSITIVE_INFINITY, token: 'speed-5', words: 'over 80' },
] as const;

/** Index of the class of a speed in m/s. */
export function speedClass(speedMps: number): number {
  return SPEED_CLASSES.findIndex(({ upToKmh }) => speedMps * 3.6 <= upToKmh);
}
