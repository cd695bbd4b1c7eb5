import type { Fix } from '@waycast/contract';
import { distanceM } from '@waycast/geo';
import { type FoundVisit, findArrivals, type StopToFind } from '@waycast/server/evaluate-arrivals';
import type { DrivenTrip, TimedStop } from './read-day.ts';

/** What a day's positions tell of its schedule. Times are in seconds. */
export class MatchedDay {
  trips = 0;
  fixes = 0;
  stops = 0;
  visits = 0;
  /** Of these: nothing was heard from inside the circle. */
  inferred = 0;
  skipped = 0;
  /** After the schedule; early is negative. */
  readonly lateS: number[] = [];
  /** Positions at a stop that were withheld, those around them being elsewhere. */
  withheld = 0;
  /** How far such a moment lies from the visit that was found without it; those without any visit are left out. */
  readonly missS: number[] = [];
  readonly #radiusM: number;

  constructor(radiusM: number) {
    this.#radiusM = radiusM;
  }

  /** Judges a trip by all of its positions, and by every second one with the others as what is to be found. */
  add({ fixes, offsetMs }: DrivenTrip, timed: readonly TimedStop[]): void {
    const stops = timed.map(({ arrivalS: _arrivalS, ...stop }, index) => {
      return { ...stop, name: stop.stopId, sequence: index + 1, radiusM: this.#radiusM };
    });
    if (stops.length < 2) return;
    const { visits, skipped } = findArrivals({ stops, line: null }, [fixes]);
    this.trips += 1;
    this.fixes += fixes.length;
    this.stops += stops.length;
    this.visits += visits.length;
    this.inferred += visits.filter(({ inferred }) => inferred).length;
    this.skipped += skipped.length;
    for (const { sequence, arrivedAt } of visits) {
      const scheduledS = timed[sequence - 1]?.arrivalS;
      if (scheduledS !== undefined) this.lateS.push(lateS(arrivedAt + offsetMs, scheduledS));
    }
    this.#withhold(fixes, stops);
  }

  #withhold(fixes: readonly Fix[], stops: readonly StopToFind[]): void {
    const isKept = (index: number) => index % 2 === 0 || index === fixes.length - 1;
    const { visits } = findArrivals({ stops, line: null }, [fixes.filter((_, index) => isKept(index))]);
    for (const [index, fix] of fixes.entries()) {
      if (isKept(index)) continue;
      const at = stops.filter((stop) => distanceM(stop, fix) <= this.#radiusM);
      const [stop] = at;
      const around = [fixes[index - 1], fixes[index + 1]];
      // A place that is served twice, or lies beside another, would not say which visit it was.
      if (
        stop === undefined ||
        at.length > 1 ||
        stops.some((one) => one !== stop && one.stopId === stop.stopId)
      )
        continue;
      if (around.some((one) => one === undefined || distanceM(stop, one) <= this.#radiusM)) continue;
      this.withheld += 1;
      const visit = visits.find(({ sequence }) => sequence === stop.sequence);
      if (visit !== undefined) this.missS.push(missS(visit, fix.time));
    }
  }
}

function missS({ arrivedAt, departedAt }: FoundVisit, time: number): number {
  return Math.max(0, arrivedAt - time, time - (departedAt ?? time)) / 1000;
}

const DAY_S = 86_400;

/** Of a local time against a time of day: the schedule of the day before or after may be the nearest. */
function lateS(localMs: number, scheduledS: number): number {
  const late = (((localMs / 1000 - scheduledS) % DAY_S) + DAY_S) % DAY_S;
  return late > DAY_S / 2 ? late - DAY_S : late;
}
