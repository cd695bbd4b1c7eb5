import type { Direction } from '../../../../ports/school-plan-store.ts';

const IDS: Readonly<Record<Direction, string>> = { to_school: '1', from_school: '0', other: '' };

/** GTFS calls the way in 1 and the way out 0. */
export function directionIdOf(direction: Direction): string {
  return IDS[direction];
}
