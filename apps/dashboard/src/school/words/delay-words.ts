/** Nobody sets a watch by a bus: less than this is on time. */
const ON_TIME_S = 60;

/** How a trip keeps its schedule, and how much that matters. */
export interface Delay {
  readonly words: string;
  readonly kind: 'unknown' | 'on_time' | 'early' | 'late' | 'very_late';
}

const VERY_LATE_S = 600;

/** "on time", "4 min late", "2 min early"; `delayS` is seconds behind the schedule. */
export function delayOf(delayS: number | null | undefined): Delay {
  if (delayS == null) return { words: 'delay not known yet', kind: 'unknown' };
  if (Math.abs(delayS) < ON_TIME_S) return { words: 'on time', kind: 'on_time' };
  const minutes = Math.round(Math.abs(delayS) / 60);
  if (delayS < 0) return { words: `${lasting(minutes)} early`, kind: 'early' };
  return { words: `${lasting(minutes)} late`, kind: delayS >= VERY_LATE_S ? 'very_late' : 'late' };
}

function lasting(minutes: number): string {
  if (minutes < 60) return `${minutes} min`;
  const rest = minutes % 60;
  return rest === 0 ? `${minutes / 60} h` : `${Math.floor(minutes / 60)} h ${rest} min`;
}
