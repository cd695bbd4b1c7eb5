import { createRandom } from '@waycast/geo';
import { describe, expect, it } from 'vitest';
import { EtaModel, type StopEta } from '../../../../src/modules/school/eta/eta-model.ts';
import type { TripPlan } from '../../../../src/modules/school/eta/plan.ts';
import type { StopCall } from '../../../../src/modules/school/eta/start-of-leads.ts';
import { bandsIn } from '../../../../src/modules/school/eta/time-band.ts';
import { callsOf, DAY_MS, MINUTE_MS, MONDAY, planOf } from './line-town.ts';

const newModel = (): EtaModel => new EtaModel(bandsIn('UTC'));
const secondsAfter = (at: number, time: number): number => (time - at) / 1000;

/** A vehicle that has just left its first stop. */
function departure(plan: TripPlan, at: number): { lastCall: StopCall; position: null } {
  const stopSequence = plan.stops[0]?.sequence ?? 0;
  return { lastCall: { stopSequence, arrivedAt: at, departedAt: at }, position: null };
}

function lastOf(etas: readonly StopEta[]): StopEta {
  const last = etas.at(-1);
  if (last === undefined) throw new Error('there is a last stop');
  return last;
}

describe('without history', () => {
  it('carries the delay along the schedule, with a wide interval that widens', () => {
    const plan = planOf('t', MONDAY);
    const at = MONDAY + 4 * MINUTE_MS;
    const etas = newModel().predict(plan, departure(plan, at), at);
    expect(etas.map(({ stopSequence }) => stopSequence)).toEqual([2, 3, 4, 5, 6, 7, 8, 9, 10]);
    const { p10, p50, p90 } = lastOf(etas);
    expect(Math.abs(secondsAfter(at + 9 * MINUTE_MS, p50))).toBeLessThan(60);
    expect(secondsAfter(p10, p90)).toBeGreaterThan(240);
    expect(secondsAfter(etas[0]?.p10 ?? 0, etas[0]?.p90 ?? 0)).toBeLessThan(secondsAfter(p10, p90));
  });

  it('orders p10, predictedAt, p50 and p90, and the stops', () => {
    const plan = planOf('t', MONDAY);
    const etas = newModel().predict(plan, departure(plan, MONDAY), MONDAY);
    let before = MONDAY;
    for (const { p10, predictedAt, p50, p90 } of etas) {
      expect([p10, predictedAt, p50, p90]).toEqual([p10, predictedAt, p50, p90].toSorted((a, b) => a - b));
      expect(p50).toBeGreaterThanOrEqual(before);
      before = p50;
    }
  });

  it('goes by distance where there is no schedule, and by a typical time where there is no line either', () => {
    const unscheduled = planOf(
      't',
      MONDAY,
      Array.from({ length: 10 }, () => ({ arrival: null })),
    );
    const byDistance = lastOf(newModel().predict(unscheduled, departure(unscheduled, MONDAY), MONDAY));
    expect(secondsAfter(MONDAY, byDistance.p50) / (4500 / 6 + 9 * 15)).toBeCloseTo(1, 0);
    const blank = planOf(
      't',
      MONDAY,
      Array.from({ length: 10 }, () => ({ arrival: null, alongM: null })),
    );
    const typical = lastOf(newModel().predict(blank, departure(blank, MONDAY), MONDAY));
    expect(secondsAfter(MONDAY, typical.p50) / (9 * 90)).toBeCloseTo(1, 0);
  });

  it('starts a trip when it is scheduled to, and from then on now', () => {
    const plan = planOf('t', MONDAY);
    const unknown = { lastCall: null, position: null };
    const early = newModel().predict(plan, unknown, MONDAY - 20 * MINUTE_MS);
    expect(early).toHaveLength(10);
    expect(early[0]?.p50).toBe(MONDAY);
    expect(Math.abs(secondsAfter(MONDAY + 9 * MINUTE_MS, lastOf(early).p50))).toBeLessThan(90);
    const late = newModel().predict(plan, unknown, MONDAY + 10 * MINUTE_MS);
    expect(late[0]?.p50).toBe(MONDAY + 10 * MINUTE_MS);
  });
});

describe('on the way', () => {
  it('comes nearer with each position between stops', () => {
    const plan = planOf('t', MONDAY);
    const model = newModel();
    const { lastCall } = departure(plan, MONDAY);
    const etaAt = (alongM: number, seconds: number): number => {
      const at = MONDAY + seconds * 1000;
      return model.predict(plan, { lastCall, position: { alongM, at } }, at)[0]?.p50 ?? 0;
    };
    // Twice as fast as scheduled: halfway after a quarter of the time.
    expect(etaAt(250, 15)).toBeLessThan(etaAt(0, 15));
    expect(etaAt(450, 27)).toBeLessThan(etaAt(250, 15));
  });

  it('takes stops that the position lies beyond as passed', () => {
    const plan = planOf('t', MONDAY);
    const progress = { ...departure(plan, MONDAY), position: { alongM: 1250, at: MONDAY + 150_000 } };
    expect(newModel().predict(plan, progress, MONDAY + 150_000)[0]?.stopSequence).toBe(4);
  });

  it('moves on while nothing is heard', () => {
    const plan = planOf('t', MONDAY);
    const model = newModel();
    const after = (minutes: number): number => {
      const at = MONDAY + minutes * MINUTE_MS;
      return secondsAfter(at, model.predict(plan, departure(plan, MONDAY), at)[0]?.p50 ?? 0);
    };
    expect(after(3)).toBeGreaterThan(0);
    expect(after(10)).toBeGreaterThan(after(3));
  });

  it('does not depart from a layover before its time, which absorbs delay', () => {
    const holdsAt = MONDAY + 14 * MINUTE_MS;
    const layover: Partial<{ departure: number }>[] = [{}, {}, {}, {}, { departure: holdsAt }];
    const plan = planOf('t', MONDAY, layover);
    const model = newModel();
    const etas = (delayMinutes: number): StopEta[] => {
      const at = MONDAY + delayMinutes * MINUTE_MS;
      return model.predict(plan, departure(plan, at), at);
    };
    const onTime = etas(0);
    const late = etas(4);
    const sixth = (all: readonly StopEta[]): number =>
      all.find(({ stopSequence }) => stopSequence === 6)?.p50 ?? 0;
    const fifth = (all: readonly StopEta[]): number =>
      all.find(({ stopSequence }) => stopSequence === 5)?.p50 ?? 0;
    expect(secondsAfter(fifth(onTime), fifth(late))).toBe(240);
    expect(sixth(late)).toBe(sixth(onTime));
    expect(sixth(onTime)).toBeGreaterThan(holdsAt);
  });

  it('knows no call and no position of later than asked for', () => {
    const plan = planOf('t', MONDAY);
    const model = newModel();
    const known = model.predict(plan, departure(plan, MONDAY), MONDAY + 1000);
    const position = { alongM: 4000, at: MONDAY + 60_000 };
    expect(model.predict(plan, { ...departure(plan, MONDAY), position }, MONDAY + 1000)).toEqual(known);
    const later = departure(plan, MONDAY + 5000);
    expect(model.predict(plan, later, MONDAY + 1000)).toHaveLength(10);
  });
});

describe('learning', () => {
  /** Weekdays for four weeks: 06:00 as scheduled, 12:00 slow. */
  function learnt(): EtaModel {
    const model = newModel();
    for (let day = 0; day < 28; day++) {
      if (day % 7 >= 5) continue;
      for (const [hour, legS] of [
        [0, 60],
        [6, 100],
      ] as const) {
        const startsAt = MONDAY + day * DAY_MS + hour * 60 * MINUTE_MS;
        const plan = planOf(`${day}-${hour}`, startsAt);
        for (const call of callsOf(plan, startsAt, () => legS)) model.learn(plan, call);
        model.forget(plan.tripId);
      }
    }
    return model;
  }

  it('tells a slow time of the day from a fast one', () => {
    const model = learnt();
    const durationS = (at: number): number => {
      const plan = planOf('new', at);
      return secondsAfter(at, lastOf(model.predict(plan, departure(plan, at), at)).p50);
    };
    const tuesday = MONDAY + 29 * DAY_MS;
    expect(durationS(tuesday)).toBeGreaterThan(9 * 55);
    expect(durationS(tuesday)).toBeLessThan(9 * 72);
    expect(durationS(tuesday + 6 * 60 * MINUTE_MS)).toBeGreaterThan(9 * 88);
  });

  it('notices that the vehicles before were held up', () => {
    const model = learnt();
    const at = MONDAY + 29 * DAY_MS;
    const plan = planOf('after', at + 10 * MINUTE_MS);
    const ask = (): number =>
      lastOf(model.predict(plan, departure(plan, at + 20 * MINUTE_MS), at + 20 * MINUTE_MS)).p50;
    const usual = ask();
    const jammed = planOf('jammed', at);
    for (const call of callsOf(jammed, at, () => 120)) model.learn(jammed, call);
    expect(secondsAfter(usual, ask())).toBeGreaterThan(30);
  });

  it('keeps standing apart from driving once departures are known', () => {
    const model = newModel();
    for (let day = 0; day < 5; day++) {
      const plan = planOf(`d${day}`, MONDAY + day * DAY_MS);
      for (const call of callsOf(plan, MONDAY + day * DAY_MS, () => 60)) {
        expect(model.learn(plan, { ...call, departedAt: null })).toBe(true);
        expect(model.learn(plan, { ...call, departedAt: call.arrivedAt + 30_000 })).toBe(true);
      }
    }
    const at = MONDAY + 7 * DAY_MS;
    const plan = planOf('now', at);
    const standing: StopCall = { stopSequence: 2, arrivedAt: at, departedAt: null };
    const first = (lastCall: StopCall): number =>
      model.predict(plan, { lastCall, position: null }, at)[0]?.p50 ?? 0;
    expect(secondsAfter(first({ ...standing, departedAt: at }), first(standing))).toBeGreaterThan(15);
  });

  it('learns nothing of a call at no stop, before the newest, or told again', () => {
    const model = newModel();
    const plan = planOf('t', MONDAY);
    const [first, second, third] = callsOf(plan, MONDAY, () => 60);
    if (!first || !second || !third) throw new Error('there are ten');
    expect(model.learn(plan, { ...first, stopSequence: 99 })).toBe(false);
    expect([first, third, second, third].map((call) => model.learn(plan, call))).toEqual([
      true,
      true,
      false,
      false,
    ]);
  });

  it('forgets the legs and trips of longest ago beyond its bounds, and stays right', () => {
    const model = new EtaModel(bandsIn('UTC'), { legs: 3, patterns: 1, trips: 1 });
    for (const tripId of ['a', 'b']) {
      const plan = planOf(tripId, MONDAY);
      for (const call of callsOf(plan, MONDAY, () => 60)) model.learn(plan, call);
    }
    const plan = planOf('c', MONDAY);
    expect(model.predict(plan, departure(plan, MONDAY), MONDAY)).toHaveLength(9);
  });
});

describe('uncertainty', () => {
  it('gives intervals that hold four of five arrivals, after noise that it has come to know', () => {
    const random = createRandom(7);
    const model = newModel();
    let held = 0;
    let all = 0;
    for (let trip = 0; trip < 400; trip++) {
      const startsAt = MONDAY + trip * 15 * MINUTE_MS;
      const plan = planOf(`t${trip}`, startsAt);
      const jam = random.between(0.7, 1.3);
      const legS = (): number => 60 * jam * (random.between(0.5, 1.5) + (random.chance(0.05) ? 2 : 0));
      const calls = callsOf(plan, startsAt, legS);
      for (const [index, call] of calls.entries()) {
        model.learn(plan, call);
        if (trip < 200) continue;
        for (const [ahead, eta] of model
          .predict(plan, { lastCall: call, position: null }, call.arrivedAt)
          .entries()) {
          const arrivedAt = calls[index + 1 + ahead]?.arrivedAt ?? 0;
          all++;
          if (arrivedAt >= eta.p10 && arrivedAt <= eta.p90) held++;
        }
      }
    }
    expect(held / all).toBeGreaterThan(0.75);
    expect(held / all).toBeLessThan(0.85);
  });
});
