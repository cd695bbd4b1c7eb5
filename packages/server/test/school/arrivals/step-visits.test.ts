import { describe, expect, it } from 'vitest';
import { stepVisits } from '../../../src/modules/school/arrivals/step-visits.ts';
import { VisitsState } from '../../../src/modules/school/arrivals/visits-state.ts';
import { at } from '../../fleet/run-of.ts';
import { type Driven, drive, driven, type Spot, secondsOf, toldBy, trip } from './drive.ts';

const STRAIGHT: Spot[] = [
  [0, 0],
  [3000, 0],
];
const FOUR: Spot[] = [
  [0, 10],
  [1000, 10],
  [2000, -10],
  [3000, 10],
];
const visited = ({ state }: Driven) => state.visits.map(({ sequence }) => sequence);

describe('the arrivals of a trip', () => {
  it('are told once each, when the borders are crossed', () => {
    const planned = trip(STRAIGHT, FOUR);
    const fixes = drive([[0, 0], { waitS: 20 }, [1000, 0], { waitS: 30 }, [3000, 0], { waitS: 20 }]);
    const all = driven(planned, fixes);
    expect(toldBy(all)).toEqual([
      'arrived 1',
      'departed 1',
      'arrived 2',
      'departed 2',
      'arrived 3',
      'departed 3',
      'arrived 4',
      'completed',
      'departed 4 inferred',
    ]);
    // A circle of 50 m, 10 m beside the road, is 49 m deep: 95 s until it begins, after 20 s at the first stop.
    expect(secondsOf(all.state.visits[1]?.arrivedAt)).toBeCloseTo(115, 0);
    expect(Math.abs(secondsOf(all.state.visits[1]?.departedAt) - 155)).toBeLessThan(3);
    expect(all.state).toMatchObject({ nextSequence: null, skipped: [], offRouteSince: null });
    expect(all.changes[2]).toMatchObject({
      evidence: { rule: 'inside', because: expect.stringContaining('error'), fixes: expect.any(Array) },
    });
  });

  it('are the same with errors of 20 m, and when fixes come every 10, 20 and 30 s', () => {
    const planned = trip(STRAIGHT, FOUR);
    for (const every of [1, 10, 20, 30]) {
      const points = [
        [0, 0] as Spot,
        { waitS: 40 },
        [1000, 0] as Spot,
        { waitS: 30 },
        [3000, 0] as Spot,
        { waitS: 30 },
      ];
      const { state } = driven(planned, drive(points, { every, noiseM: 20 }));
      expect(state.visits.map(({ sequence }) => sequence)).toEqual([1, 2, 3, 4]);
      expect(state.visits.every(({ departedAt }) => departedAt !== null)).toBe(true);
    }
  });

  it('of a stop that is passed between two fixes are inferred, and lie between them', () => {
    const [first, , , ...others] = drive([...STRAIGHT], { every: 30 });
    const planned = trip(STRAIGHT, [
      [0, 10],
      [600, 10],
      [3000, 10],
    ]);
    const { state } = driven(planned, first === undefined ? [] : [first, ...others]);
    expect(state.visits[1]).toMatchObject({ sequence: 2, inferred: true });
    expect(secondsOf(state.visits[1]?.arrivedAt)).toBeGreaterThan(0);
    expect(secondsOf(state.visits[1]?.departedAt)).toBeLessThan(90);
  });

  it('of a stop that a loop serves twice are two visits, told apart by where on the line it is', () => {
    const loop: Spot[] = [
      [0, 0],
      [1000, 0],
      [1000, 1000],
      [0, 1000],
      [0, 0],
      [-1000, 0],
    ];
    const planned = trip(loop, [
      [0, 10],
      [1000, 500],
      [0, 10],
      [-1000, 10],
    ]);
    const all = driven(planned, drive(loop, { noiseM: 10 }));
    expect(visited(all)).toEqual([1, 2, 3, 4]);
    expect(secondsOf(all.state.visits[0]?.arrivedAt)).toBe(0);
    expect(Math.abs(secondsOf(all.state.visits[2]?.arrivedAt) - 395)).toBeLessThan(10);
  });

  it('on the way out and on the way back along one road are not mixed up', () => {
    const there: Spot[] = [
      [0, 0],
      [2000, 0],
      [2000, 15],
      [0, 15],
    ];
    const planned = trip(there, [
      [0, -5],
      [1000, -5],
      [2000, 5],
      [1000, 20],
      [0, 20],
    ]);
    const all = driven(planned, drive(there, { noiseM: 15, every: 5 }));
    expect(visited(all)).toEqual([1, 2, 3, 4, 5]);
    expect(secondsOf(all.state.visits[3]?.arrivedAt)).toBeGreaterThan(270);
  });

  it('do not happen at a stop that the vehicle drives around; being off the route is told', () => {
    const planned = trip(STRAIGHT, FOUR);
    const detour: Spot[] = [
      [0, 0],
      [1400, 0],
      [1400, 600],
      [2600, 600],
      [2600, 0],
      [3000, 0],
    ];
    const all = driven(planned, drive(detour));
    expect(visited(all)).toEqual([1, 2, 4]);
    expect(all.state.skipped).toEqual([3]);
    expect(toldBy(all)).toContain('off-route');
    expect(toldBy(all).indexOf('on-route')).toBeGreaterThan(toldBy(all).indexOf('off-route'));
    const off = driven(planned, drive(detour.slice(0, 4)), false);
    expect(Math.abs(secondsOf(off.state.offRouteSince) - 147)).toBeLessThan(10);
  });

  it('do not happen again on a second lap, nor on the way to the first stop', () => {
    const planned = trip(STRAIGHT, FOUR);
    const back = driven(
      planned,
      drive([
        [0, 0],
        [1300, 0],
        [500, 0],
        [3000, 0],
        [0, 0],
      ]),
    );
    expect(visited(back)).toEqual([1, 2, 3, 4]);
    const depot = driven(planned, drive([[1700, 20], [1200, 0], [0, 0], { waitS: 30 }, [3000, 0]]));
    expect(visited(depot)).toEqual([1, 2, 3, 4]);
    expect(secondsOf(depot.state.visits[1]?.arrivedAt)).toBeGreaterThan(200);
  });

  it('leave out what was behind the vehicle when it was first seen', () => {
    const all = driven(
      trip(STRAIGHT, FOUR),
      drive([
        [1300, 0],
        [3000, 0],
      ]),
    );
    expect(visited(all)).toEqual([3, 4]);
    expect(all.state.skipped).toEqual([1, 2]);
  });

  it('go by the circles where no line was drawn, though the roads are crooked', () => {
    const planned = trip(null, [
      [0, 0],
      [1000, 800],
      [2000, 0],
      [3000, 0],
    ]);
    const roads: Spot[] = [
      [0, 0],
      [1000, 0],
      [1000, 1000],
      [1500, 1000],
      [1500, 0],
      [3000, 0],
    ];
    for (const every of [1, 20]) {
      const all = driven(planned, drive(roads, { every, noiseM: 10 }));
      expect(visited(all)).toEqual([1, 2, 3, 4]);
    }
  });

  it('go by the order of the stops where fixes come every two minutes and no line was drawn', () => {
    const stops = Array.from({ length: 24 }, (_, i): Spot => [i * 300, 10]);
    const fixes = drive([[2550, 0], { waitS: 60 }, [6900, 0]], { every: 120 });
    const { state } = driven(trip(null, stops), fixes);
    // First seen between the ninth and the tenth, with four stops between two fixes from then on.
    expect(visited({ state, changes: [] })).toEqual(stops.map((_, i) => i + 1).slice(9));
  });

  it('are not spoiled by one fix far off, however exact it claims to be', () => {
    const fixes = drive([[0, 0], { waitS: 20 }, [3000, 0], { waitS: 20 }], { every: 20, noiseM: 5 });
    const spoiled = fixes.map((fix, i) => (i === 7 ? at(140, 1100, 900, { accuracy: 3 }) : fix));
    const { state, changes } = driven(trip(STRAIGHT, FOUR), spoiled);
    expect(visited({ state, changes })).toEqual([1, 2, 3, 4]);
    expect(changes.filter(({ type }) => type === 'off-route')).toEqual([]);
  });

  it('are not entered by a fix that is less exact than the stop is large, nor spoiled by one that lies', () => {
    const planned = trip(STRAIGHT, FOUR);
    const inexact = driven(
      planned,
      drive(
        [
          [0, 0],
          [1000, 0],
        ],
        { fields: { accuracy: 80 } },
      ),
      false,
    );
    expect(visited(inexact).slice(1)).toEqual([]);
    const fixes = drive([...STRAIGHT]);
    fixes[60] = at(60, 760, 0, { accuracy: 2 });
    const all = driven(planned, fixes);
    expect(visited(all)).toEqual([1, 2, 3, 4]);
    expect(Math.abs(secondsOf(all.state.visits[1]?.arrivedAt) - 95)).toBeLessThan(3);
  });

  it('are approached once each, by metres or by seconds, and never after the arrival', () => {
    const byMetres = toldBy(driven(trip(STRAIGHT, FOUR, { approachM: 300 }), drive([...STRAIGHT])));
    expect(byMetres.filter((one) => one.startsWith('approaching'))).toEqual([
      'approaching 2',
      'approaching 3',
      'approaching 4',
    ]);
    expect(byMetres.indexOf('approaching 2')).toBeLessThan(byMetres.indexOf('arrived 2'));
    const planned = trip(STRAIGHT, FOUR, { approachS: 60 });
    let state = driven(
      planned,
      drive([
        [0, 0],
        [300, 0],
      ]),
      false,
    ).state;
    const eta = ({ alongM }: { alongM: number }, now: { progressM: number }) => (alongM - now.progressM) / 10;
    const told: string[] = [];
    for (let second = 31; second < 60; second++) {
      const step = stepVisits(planned, state, at(second, second * 10), eta);
      told.push(...toldBy({ ...step, state }).map((one) => `${one} at ${second}`));
      state = step.state;
    }
    expect(told).toHaveLength(1);
    expect(told[0]).toMatch(/^approaching 2 at 4\d$/);
  });

  it('keep a state of plain JSON that its shape knows, of a few kilobytes for 40 stops', () => {
    const stops = Array.from({ length: 40 }, (_, index): Spot => [index * 300, 10]);
    const { state } = driven(
      trip(
        [
          [0, 0],
          [11_700, 0],
        ],
        stops,
        { approachM: 400 },
      ),
      drive(
        [
          [0, 0],
          [11_700, 0],
        ],
        { noiseM: 5 },
      ),
      false,
    );
    expect(state.visits).toHaveLength(40);
    expect(VisitsState.parse(JSON.parse(JSON.stringify(state)))).toEqual(state);
    expect(JSON.stringify(state).length).toBeLessThan(10_000);
  });
});
