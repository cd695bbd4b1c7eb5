import type { Fix } from '@waycast/contract';
import { distanceM } from '@waycast/geo';
import type { Aggregate } from '../ports/aggregates.ts';

export const HOUR_MS = 3_600_000;

/** The hours of a vehicle's fixes by the words of the port and of `location_hourly`, one fix after the other. */
export function hoursOf(fixes: readonly Fix[]): Aggregate[] {
  const counted = fixes.filter(({ future }) => !future).sort((a, b) => a.time - b.time);
  const hours = new Map<number, { fix: Fix; before: Fix | undefined }[]>();
  for (const [index, fix] of counted.entries()) {
    const hour = Math.floor(fix.time / HOUR_MS) * HOUR_MS;
    hours.set(hour, [...(hours.get(hour) ?? []), { fix, before: counted[index - 1] }]);
  }
  return [...hours].map(([start, steps]) => {
    const legs = steps.flatMap(({ fix, before }) => (before === undefined ? [] : [legOf(before, fix)]));
    const states = legs.filter(({ seconds }) => seconds <= 300);
    const speeds = steps.flatMap(({ fix }) => fix.speed ?? []);
    return {
      start,
      end: start + HOUR_MS,
      fixes: steps.length,
      distanceM: sum(legs.filter(isCredible).map(({ metres }) => metres)),
      movingS: sum(states.filter(({ speed }) => speed >= 1).map(({ seconds }) => seconds)),
      standingS: sum(states.filter(({ speed }) => speed < 1).map(({ seconds }) => seconds)),
      maxSpeed: speeds.length === 0 ? null : Math.max(...speeds),
      avgSpeed: speeds.length === 0 ? null : sum(speeds) / speeds.length,
      first: placeOf(steps[0]?.fix),
      last: placeOf(steps.at(-1)?.fix),
    };
  });
}

function legOf(from: Fix, to: Fix) {
  const [metres, seconds] = [distanceM(from, to), (to.time - from.time) / 1000];
  return { metres, seconds, speed: to.speed ?? metres / seconds };
}

function isCredible({ metres, seconds }: { metres: number; seconds: number }): boolean {
  return seconds <= 3600 && metres <= seconds * 350;
}

function placeOf(fix: Fix | undefined) {
  if (fix === undefined) throw new Error('An hour without fixes is none.');
  const { time, latitude, longitude } = fix;
  return { time, latitude, longitude };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
