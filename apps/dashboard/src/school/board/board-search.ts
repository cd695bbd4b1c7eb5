import { textOf } from '../../shell/search-state.ts';
import { isDay } from '../../words/day.ts';
import { TRIP_GROUPS, type TripGroup } from '../words/trip-words.ts';

/** The state of the board that its address carries. What is as usual is left out. */
export interface BoardSearch {
  readonly q?: string;
  readonly group?: TripGroup;
  /** Day of service; absent: today. */
  readonly day?: string;
  /** The trip that is open. */
  readonly trip?: string;
}

/** Reads an address; what makes no sense counts as absent. */
export function toBoardSearch(raw: Record<string, unknown>): BoardSearch {
  const q = textOf(raw['q']);
  const trip = textOf(raw['trip']);
  const group = TRIP_GROUPS.find((name) => name === raw['group']);
  return {
    ...(q === '' ? {} : { q }),
    ...(group === undefined ? {} : { group }),
    ...(isDay(raw['day']) ? { day: raw['day'] } : {}),
    ...(trip === '' ? {} : { trip }),
  };
}
