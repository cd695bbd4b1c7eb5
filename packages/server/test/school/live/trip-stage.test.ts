import type { Fix } from '@waycast/contract';
import { describe, expect, it } from 'vitest';
import { tripStage } from '../../../src/modules/school/running/trip-stage.ts';
import type { Finding } from '../../../src/ports/findings.ts';
import type { TripToRun } from '../../../src/ports/vehicle-trips.ts';
import { backFrom, drive, MINUTE_MS, outFrom, START, tripToRun } from './road.ts';

/** The last that is known of each finding; with `silent` also what the silence after the fixes ends. */
function findingsIn(trips: readonly TripToRun[], fixes: readonly Fix[], silent = false): Finding[] {
  const setting = { trips: { from: 0, until: Number.POSITIVE_INFINITY, trips } };
  const found = new Map<string, Finding>();
  let state = tripStage.start();
  for (const fix of fixes) {
    const step = tripStage.step(state, fix, setting);
    // As from a checkpoint.
    state = tripStage.shape.parse(JSON.parse(JSON.stringify(step.state)));
    for (const finding of step.found) found.set(`${finding.kind} ${finding.key}`, finding);
  }
  if (silent)
    for (const finding of tripStage.interrupted(state, setting).found)
      found.set(`${finding.kind} ${finding.key}`, finding);
  return [...found.values()];
}

/** In words: `out 3 from 240 to 260`, seconds from the start to the nearest ten; and runs with their reasons. */
function told(findings: readonly Finding[]): string[] {
  const second = (time: number | null) => (time === null ? 'now' : Math.round((time - START) / 10_000) * 10);
  return findings
    .toSorted((a, b) => a.startsAt - b.startsAt || (a.key < b.key ? -1 : 1))
    .map(({ kind, key, startsAt, endsAt, data }) => {
      const [began, ended] = [data.began, data.ended].map((one) => Object(one).why);
      const why = kind === 'run' ? ` ${began} ${ended ?? ''}` : data.skipped === true ? ' skipped' : '';
      return `${kind} ${key.replace('@', ' @')} ${second(startsAt)}–${second(endsAt)}${why}`.trim();
    });
}

const visitsOf = (findings: readonly Finding[]) => told(findings.filter(({ kind }) => kind === 'visit'));
const runsOf = (findings: readonly Finding[]) => told(findings.filter(({ kind }) => kind === 'run'));

describe('a trip begins and ends by itself', () => {
  it('when the vehicle leaves its first stop at about its time, and ends when it leaves the last', () => {
    const fixes = drive([[-300, 0], ...outFrom(0), [560, 4400], [700, 4400]]);
    const findings = findingsIn([tripToRun('out')], fixes);
    expect(runsOf(findings)).toEqual(['run out 30–510 left_first_stop left_last_stop']);
    expect(visitsOf(findings)).toHaveLength(5);
  });

  it('not while the vehicle stands at the line, nor when it comes along it the other way', () => {
    expect(
      findingsIn(
        [tripToRun('out')],
        drive([
          [-600, 2000],
          [1200, 2000],
        ]),
      ),
    ).toEqual([]);
    expect(findingsIn([tripToRun('out')], drive(backFrom(0)))).toEqual([]);
  });

  it('neither long before its time nor long after it', () => {
    for (const second of [-30 * 60, 75 * 60])
      expect(findingsIn([tripToRun('out')], drive(outFrom(second)))).toEqual([]);
  });

  it('on the way, where the first stop was not seen', () => {
    const findings = findingsIn(
      [tripToRun('out')],
      drive([[130, 1400], ...outFrom(0).filter(([at]) => at > 200), [560, 4400]]),
    );
    expect(runsOf(findings)).toEqual([expect.stringMatching(/moving_along left_last_stop$/)]);
    expect(visitsOf(findings).filter((one) => !one.endsWith('skipped'))).toHaveLength(3);
  });

  it('from a depot beside the line: the way to the first stop is no part of it', () => {
    const fixes = drive([[-900, 2000, 30], [-600, 2000, 30], [-400, 0], ...outFrom(0), [560, 4400]]);
    const findings = findingsIn([tripToRun('out')], fixes);
    expect(runsOf(findings)).toEqual(['run out 30–510 left_first_stop left_last_stop']);
    expect(visitsOf(findings)).toHaveLength(5);
  });

  it('and ends after five minutes at the last stop, which it leaves later', () => {
    const findings = findingsIn([tripToRun('out')], drive([...outFrom(0), [1000, 4000], [1060, 4400]]));
    expect(runsOf(findings)).toEqual(['run out 30–770 left_first_stop stood_at_last_stop']);
    expect(visitsOf(findings).at(-1)).toMatch(/^visit out~5 470–10/);
  });

  it('or when nothing is heard at the last stop any more', () => {
    const findings = findingsIn([tripToRun('out')], drive(outFrom(0)), true);
    expect(runsOf(findings)).toEqual(['run out 30–500 left_first_stop silent_at_last_stop']);
    expect(visitsOf(findings).at(-1)).toBe('visit out~5 470–500');
  });
});

describe('trips of one vehicle are not confused', () => {
  const out = tripToRun('out');
  const back = tripToRun('back', START + 15 * MINUTE_MS, { way: 'back' });

  it('out and back along the same road', () => {
    const findings = findingsIn(
      [out, back],
      drive([[-200, 0], ...outFrom(0), ...backFrom(900), [1500, -500]]),
    );
    expect(runsOf(findings)).toEqual([
      'run out 30–770 left_first_stop stood_at_last_stop',
      expect.stringMatching(/^run back 9\d0–1[34]\d0 left_first_stop left_last_stop$/),
    ]);
    expect(visitsOf(findings)).toHaveLength(10);
  });

  it('a second lap of the same way', () => {
    const again = tripToRun('again', START + 20 * MINUTE_MS);
    const way = [...outFrom(0), [700, 2000, 500], [900, -100], ...outFrom(1200), [1800, 4600]] as const;
    const findings = findingsIn([out, again], drive(way));
    expect(runsOf(findings).map((one) => one.split(' ')[1])).toEqual(['out', 'again']);
    expect(visitsOf(findings)).toHaveLength(10);
  });

  it('one that turned back before the last stop', () => {
    const turned = outFrom(0).filter(([, metres]) => metres <= 3000);
    const returns = backFrom(900).filter(([, metres]) => metres <= 3000);
    const findings = findingsIn(
      [out, back],
      drive([...turned, [400, 3200], [900, 3200], ...returns, [1500, -500]]),
    );
    expect(runsOf(findings).map((one) => one.split(' ')[1])).toEqual(['out', 'back']);
    expect(visitsOf(findings).filter((one) => !one.endsWith('skipped'))).toHaveLength(8);
  });
});

describe('somebody says that a trip runs', () => {
  const by = 'driver:anna';

  it('from then on it does, wherever the vehicle is', () => {
    const out = tripToRun('out', START, { start: { at: START - 25 * MINUTE_MS, by } });
    const findings = findingsIn(
      [out],
      drive([[-1500, 2000, 400], [-1200, 2000, 30], [-400, 0], ...outFrom(0), [560, 4400]]),
    );
    expect(runsOf(findings)).toEqual(['run out -1500–510 given left_last_stop']);
    expect(visitsOf(findings)).toHaveLength(5);
    expect(findings.filter(({ kind }) => kind === 'off_route')).toEqual([]);
  });

  it('and when it ends', () => {
    const out = tripToRun('out', START, { start: { at: START, by }, end: { at: START + 250_000, by } });
    const findings = findingsIn([out], drive([...outFrom(0), [560, 4400]]));
    expect(runsOf(findings)).toEqual(['run out 0–250 given given']);
    expect(visitsOf(findings)).toEqual([
      'visit out~1 0–30',
      'visit out~2 110–150',
      expect.stringMatching(/^visit out~3 230–2/),
    ]);
  });

  it('another vehicle takes it over on the way', () => {
    const at = START + 200_000;
    const first = tripToRun('out', START, { spans: [{ fromAt: 0, untilAt: at, first: true }] });
    const second = tripToRun('out', START, { spans: [{ fromAt: at, untilAt: START + 1e8, first: false }] });
    const broken = findingsIn(
      [first],
      drive([...outFrom(0).filter(([, metres]) => metres < 2000), [200, 1500], [600, 1500]]),
    );
    expect(runsOf(broken)).toEqual(['run out 30–200 left_first_stop handed_over']);
    const helping = findingsIn(
      [second],
      drive([[300, 800, 900], [900, 1450], ...outFrom(720).filter(([at]) => at > 950), [1300, 4400]]),
    );
    expect(runsOf(helping)).toEqual([expect.stringMatching(/^run out .* moving_along left_last_stop$/)]);
    expect(visitsOf(helping).filter((one) => !one.endsWith('skipped'))).toHaveLength(3);
  });
});

it('a detour is told with its beginning and end', () => {
  const way = [
    ...outFrom(0).filter(([, metres]) => metres <= 2000),
    [320, 2200, 600],
    [350, 3700, 600],
    [400, 3900],
    ...outFrom(0).filter(([at]) => at >= 480),
    [560, 4400],
  ] as const;
  const findings = findingsIn([tripToRun('out')], drive(way));
  const away = findings.filter(({ kind }) => kind === 'off_route');
  expect(away).toHaveLength(1);
  expect(away[0]?.endsAt).not.toBeNull();
  expect(visitsOf(findings)).toContainEqual(expect.stringMatching(/^visit out~4 .* skipped$/));
});
