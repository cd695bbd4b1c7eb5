// What a fix of a vehicle on a school trip costs, alone in a process: `scenarios/trips.ts` starts it with what is to
// be driven as JSON and reads its figures from the last line.

import { type StopCall, TripEngine, type TripToFollow } from '@waycast/server/trip-engine';
import { cpuUs, heldBytes } from './processes/own-costs.ts';
import { Bus, type Fleet } from './trips/bus.ts';
import { normal, type Route, randomFrom, routeOf, tripOn } from './trips/town.ts';
import type { TripFigures, TripsDriven } from './trips/trips-driven.ts';

const BEGIN = Date.UTC(2026, 0, 6, 7);
const DAY_MS = 86_400_000;
/** Trips of a route that were driven the day before. */
const LEARNED = 12;
/** Seconds within which all set out, so that they are spread over the way; a little longer than a trip takes. */
const SPREAD_S = 3000;
/** Rounds over all trips that are measured as one. */
const TICKS = 20;
/** Between fixes until all are under way. */
const UNMEASURED_S = 10;
const LEAST_PASSES = 3;

type Report = readonly [bus: Bus, fix: NonNullable<ReturnType<Bus['fixAt']>>];

/** The day before: each trip some share faster or slower than its schedule, told in order of time. */
function learnADay(engine: TripEngine, routes: readonly Route[], random: () => number): void {
  const calls: { readonly trip: TripToFollow; readonly call: StopCall }[] = [];
  for (const route of routes)
    for (let n = 0; n < LEARNED; n++) {
      const start = BEGIN - DAY_MS + n * 600_000;
      const trip = tripOn(route, `learned-${route.routeId}-${n}`, 'bus', start);
      let late = 0;
      for (const { sequence, arrival } of trip.plan.stops) {
        late = Math.max(0, late + 5000 * normal(random));
        const arrivedAt = (arrival ?? start) + late;
        calls.push({ trip, call: { stopSequence: sequence, arrivedAt, departedAt: arrivedAt + 20_000 } });
      }
    }
  calls.sort((a, b) => a.call.arrivedAt - b.call.arrivedAt);
  for (const { trip, call } of calls) engine.learn(trip, [call]);
}

function reportsAt(buses: readonly Bus[], time: number): Report[] {
  return buses.flatMap((bus): Report[] => {
    const fix = bus.fixAt(time);
    return fix === undefined ? [] : [[bus, fix]];
  });
}

interface Taken {
  readonly fixes: number;
  readonly stageUs: number;
  readonly etaUs: number;
  readonly learnUs: number;
  readonly visits: number;
  readonly stops: number;
}

/** As a server does: the fixes of many vehicles are judged, then their trips predicted. */
function take(reports: readonly Report[]): Taken {
  const visited: Bus[] = [];
  const stageUs = cpuUs(() => {
    for (const [bus, fix] of reports)
      if (bus.followed?.judge(fix).some(({ kind }) => kind === 'visit')) visited.push(bus);
  });
  let stops = 0;
  const etaUs = cpuUs(() => {
    for (const [bus] of reports) stops += bus.keepMoment();
  });
  const learnUs = cpuUs(() => {
    for (const { followed } of visited) followed?.learn();
  });
  return { fixes: reports.length, stageUs, etaUs, learnUs, visits: visited.length, stops };
}

/** Each field added up. */
function sum(all: readonly Taken[], of: keyof Taken): number {
  return all.reduce((total, one) => total + one[of], 0);
}

function perFix(pass: readonly Taken[], ...of: readonly (keyof Taken)[]): number {
  return of.reduce((total, field) => total + sum(pass, field), 0) / sum(pass, 'fixes');
}

function drive({ trips, routes: count, noiseM, everyS, seconds }: TripsDriven): TripFigures {
  const random = randomFrom(6);
  const engine = new TripEngine('Europe/Dublin');
  const routes = Array.from({ length: count }, (_, index) => routeOf(index, random));
  learnADay(engine, routes, random);
  const emptyBytes = heldBytes();
  const fleet: Fleet = { engine, routes, noiseM, random };
  const buses = Array.from(
    { length: trips },
    (_, index) => new Bus(fleet, index, BEGIN + (index / trips) * SPREAD_S * 1000),
  );
  let time = BEGIN;
  const tick = (afterS: number): Taken => {
    time += afterS * 1000;
    return take(reportsAt(buses, time));
  };
  while (time < BEGIN + SPREAD_S * 1000) tick(UNMEASURED_S);
  const passes: Taken[][] = [];
  let heldMost = 0;
  for (let usedUs = 0; usedUs < seconds * 1e6 || passes.length < LEAST_PASSES; ) {
    const pass = Array.from({ length: TICKS }, () => tick(everyS));
    passes.push(pass);
    usedUs += sum(pass, 'stageUs') + sum(pass, 'etaUs');
    heldMost = Math.max(heldMost, heldBytes() - emptyBytes);
  }
  const byCost = passes.toSorted((a, b) => perFix(a, 'stageUs', 'etaUs') - perFix(b, 'stageUs', 'etaUs'));
  const [best, middle] = [byCost[0] ?? [], byCost[byCost.length >> 1] ?? []];
  const states = buses.map(({ followed }) => JSON.stringify(followed?.state).length / 1000);
  return {
    fixUs: perFix(best, 'stageUs', 'etaUs'),
    stageUs: perFix(best, 'stageUs'),
    etaUs: perFix(best, 'etaUs'),
    middleFixUs: perFix(middle, 'stageUs', 'etaUs'),
    learnUs: sum(passes.flat(), 'learnUs') / sum(passes.flat(), 'visits'),
    stopsPredicted: perFix(passes.flat(), 'stops'),
    heldKb: heldMost / trips / 1000,
    stateKb: states.reduce((total, one) => total + one, 0) / trips,
    mostStateKb: Math.max(...states),
  };
}

const driven: TripsDriven = JSON.parse(process.argv[2] ?? '');
process.stdout.write(`${JSON.stringify(drive(driven))}\n`);
