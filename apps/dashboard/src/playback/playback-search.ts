import { isDay } from '../words/day.ts';

/** The state of the page that its address carries. */
export interface PlaybackSearch {
  /** A calendar day; today when absent. */
  readonly day?: string;
  /** A moment to begin at, epoch milliseconds. */
  readonly at?: number;
}

/** Reads an address; what makes no sense counts as absent. */
export function toPlaybackSearch({ day, at }: Record<string, unknown>): PlaybackSearch {
  return {
    ...(isDay(day) ? { day } : {}),
    ...(typeof at === 'number' && Number.isFinite(at) ? { at } : {}),
  };
}
