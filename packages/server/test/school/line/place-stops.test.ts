import { describe, expect, it } from 'vitest';
import { placeStops } from '../../../src/modules/school/line/place-stops.ts';
import { routeLine } from '../../../src/modules/school/line/route-line.ts';
import { place, type Spot } from '../arrivals/drive.ts';

const placed = (line: readonly Spot[] | null, stops: readonly Spot[]) => {
  const ordered = stops.map((spot, index) => ({ ...place(spot), sequence: index + 1 }));
  const { alongM, problems } = placeStops(routeLine(line?.map(place) ?? null, ordered), ordered);
  return {
    alongM: alongM.map(Math.round),
    problems: problems.map(({ sequence, code }) => ({ sequence, code })),
  };
};
const LOOP: Spot[] = [
  [0, 0],
  [1000, 0],
  [1000, 1000],
  [0, 1000],
  [0, 0],
];

describe('stops on their line', () => {
  it('are where the line is nearest, in their order', () => {
    const { alongM, problems } = placed(
      [
        [0, 0],
        [1000, 0],
      ],
      [
        [0, 20],
        [400, -30],
        [1000, 5],
      ],
    );
    expect([alongM, problems]).toEqual([[0, 400, 1000], []]);
  });

  it('may be served twice by a loop', () => {
    expect(
      placed(LOOP, [
        [0, 5],
        [1000, 500],
        [0, 5],
      ]).alongM,
    ).toEqual([0, 1500, expect.closeTo(3995, -1)]);
  });

  it('lie on the side of a road that the order asks for', () => {
    const there: Spot[] = [
      [0, 0],
      [1000, 0],
      [1000, 20],
      [0, 20],
    ];
    expect(
      placed(there, [
        [500, 15],
        [1000, 10],
        [500, 5],
      ]),
    ).toMatchObject({ alongM: [500, 1010, 1520], problems: [] });
  });

  it('that are off it, out of order or too few are problems with their numbers', () => {
    expect(
      placed(
        [
          [0, 0],
          [1000, 0],
        ],
        [
          [0, 0],
          [500, 300],
          [1000, 0],
        ],
      ),
    ).toEqual({
      alongM: [0, 500, 1000],
      problems: [{ sequence: 2, code: 'off_line' }],
    });
    expect(
      placed(
        [
          [0, 0],
          [1000, 0],
        ],
        [
          [0, 0],
          [700, 0],
          [400, 0],
          [900, 0],
        ],
      ).problems,
    ).toEqual([{ sequence: expect.any(Number), code: 'out_of_order' }]);
    expect(
      placed(
        [
          [0, 0],
          [1000, 0],
        ],
        [[0, 0]],
      ).problems,
    ).toEqual([{ sequence: null, code: 'too_few_stops' }]);
    expect(placed(null, []).problems).toEqual([{ sequence: null, code: 'too_few_stops' }]);
  });

  it('make the line where none was drawn', () => {
    expect(
      placed(null, [
        [0, 0],
        [300, 400],
        [0, 0],
      ]),
    ).toEqual({ alongM: [0, 500, 1000], problems: [] });
  });
});
