import {
  NOTICE_KINDS,
  NOTICE_REASONS,
  type Passenger,
  type TripStop,
  type TripSummary,
} from '@waycast/contract';
import { describe, expect, test } from 'vitest';
import { arrangeGroups, countGroups } from '../../src/list/grouped.ts';
import { alertsOf, TRIP_GROUPING } from '../../src/school/board/arrange-trips.ts';
import { nextStopWords } from '../../src/school/board/next-stop-words.ts';
import { shownTrip } from '../../src/school/board/shown-trip.ts';
import { currentStop, passengersAt } from '../../src/school/driver/drive-stops.ts';
import { type ChildTrip, childWords, settingWords, tripNow } from '../../src/school/guardian/child-words.ts';
import { flagWords } from '../../src/school/words/alert-words.ts';
import { delayOf } from '../../src/school/words/delay-words.ts';
import {
  evidenceSentences,
  noticeWords,
  outcomeWords,
  reasonWords,
  sentence,
  toldWords,
} from '../../src/school/words/notice-words.ts';
import { byWords } from '../../src/school/words/trip-words.ts';
import { againstSchedule, whySentences } from '../../src/school/words/visit-words.ts';
import { etaText } from '../../src/words/eta-text.ts';
import { schoolWorld } from '../browser/school-world.ts';

const NOW = Date.parse('2026-05-04T06:40:00Z');
const at = (minutes: number): string => new Date(NOW + minutes * 60_000).toISOString();
const context = { nowMs: NOW, timeZone: 'Europe/Dublin', ageMs: 9000 };

describe('an estimate in words', () => {
  const eta = { eta: at(4.2), p10: at(3.1), p90: at(6) };
  test.each([
    ['counts down with its range', eta, {}, 'in 4 min (3–6)'],
    ['has no range where the minutes are one', { eta: at(4), p10: at(4), p90: at(4) }, {}, 'in 4 min'],
    ['names a time once the position is old', eta, { ageMs: 200_000 }, 'about 07:44 (07:43–07:46)'],
    ['names a time when it is far away', { eta: at(90) }, {}, 'about 09:10'],
    ['is the plan without a position', eta, { ageMs: null }, 'planned for 07:44'],
    ['is due, and never in 0 min', { eta: at(0.2), p90: at(2.5) }, {}, 'due now, 3 min at the most'],
    ['admits what has not come', { eta: at(-3), p90: at(-1) }, {}, 'expected at 07:37, not seen yet'],
  ])('%s', (_, prediction, other, words) => {
    expect(etaText(prediction, { ...context, ...other })).toBe(words);
  });
});

test('delays are told from a minute on, and told apart by more than colour', () => {
  expect([null, 30, -59, 260, -130, 4000].map((delayS) => delayOf(delayS).words)).toEqual([
    'delay not known yet',
    'on time',
    'on time',
    '4 min late',
    '2 min early',
    '1 h 7 min late',
  ]);
  expect(delayOf(900).kind).toBe('very_late');
});

test('a flag that this page does not know is read out as it is', () => {
  expect(flagWords('missing_child').urgency).toBe(0);
  expect(flagWords('flat_tyre').what).toBe('Flat tyre');
});

describe('what a notice rests on', () => {
  test.each<[string, Record<string, unknown>, string[]]>([
    [
      'an approach: what was wanted, where the bus was, when it was expected',
      {
        fix: { at: at(0) },
        eta: at(5),
        etaP10: at(4),
        distanceM: 1840,
        seconds: 300,
        metres: 500,
        devices: 2,
      },
      [
        'Wanted: 5 min or 500 m before the bus is at the stop.',
        'At 07:40:00 the bus was 1.8 km from the stop, expected there at 07:45, at 07:44 at the earliest.',
        'It went to 2 devices.',
      ],
    ],
    [
      'a tap, heard of later, and what went wrong',
      { tap: { boardingId: 'b', method: 'nfc', at: at(1) }, knownAfterMs: 120_000, error: 'status 410' },
      ['Tapped by card at 07:41:00.', 'The server heard of it 2 min later.', 'What went wrong: status 410.'],
    ],
    [
      'a child that did not come',
      { taps: 0, departedAt: at(2) },
      ['There is no tap of the child.', 'The bus left the stop at 07:42.'],
    ],
    ['what this page does not know', { fix: null, tap: 'x', eta: 7, arrivedAt: 'soon', other: {} }, []],
  ])('%s', (_, evidence, sentences) => {
    expect(evidenceSentences(evidence, 'Europe/Dublin')).toEqual(sentences);
  });

  test('the school reads of others whether they were told', () => {
    expect(outcomeWords('sent')).toBe('told');
    expect(outcomeWords('on_strike')).toBe('not told: on strike');
    expect(outcomeWords('sending')).toBe('being sent');
  });

  test('a guardian reads of what is on its way neither that it was told nor that it was not', () => {
    const told = (['sending', 'sent', 'late'] as const).map((reason) =>
      toldWords({ sent: reason === 'sent', reason }),
    );
    expect(told).toEqual(['Decided', 'Told', 'Not told']);
  });

  test('all that may be told, and every reason, has words of its own', () => {
    const spelt = (name: string): string => name.replaceAll('_', ' ');
    const wordless = {
      kinds: NOTICE_KINDS.filter((kind) => sentence(noticeWords(kind)) === sentence(spelt(kind))),
      reasons: NOTICE_REASONS.filter((reason) => reasonWords(reason) === sentence(spelt(reason))),
      outcomes: NOTICE_REASONS.filter((reason) => outcomeWords(reason) === `not told: ${spelt(reason)}`),
    };
    expect(wordless).toEqual({ kinds: [], reasons: [], outcomes: [] });
  });
});

test('who started a trip', () => {
  expect(byWords('driver:driver-3')).toBe('by the driver (driver-3)');
  expect(byWords('automatic')).toMatch(/^by itself/);
});

describe('the board', () => {
  const { trips } = schoolWorld({ trips: 40 }, NOW);
  test('groups, counts and finds trips; alerts come first among those under way', () => {
    expect(countGroups(trips, TRIP_GROUPING)).toEqual({ now: 16, next: 16, done: 8 });
    const rows = arrangeGroups(trips, { text: '', group: undefined }, TRIP_GROUPING);
    expect(rows.filter(({ kind }) => kind === 'head')).toHaveLength(3);
    expect(rows[1]).toMatchObject({ item: { tripId: 'trip-2' } });
    expect(arrangeGroups(trips, { text: 'bus-31 31', group: 'now' }, TRIP_GROUPING)).toMatchObject([
      { group: 'now', count: 1 },
      { item: { vehicleId: 'bus-31' } },
    ]);
    expect(arrangeGroups(trips, { text: 'nowhere', group: undefined }, TRIP_GROUPING)).toEqual([]);
  });
  test('alerts about a child come before all others', () => {
    const flags = alertsOf(trips).map(({ flag }) => flag);
    expect(flags[0]).toBe('missing_child');
    expect(flags.slice(1).sort()).toEqual(['late_start', 'off_route', 'skipped_stop']);
  });
  test('news replaces what was listed, and is as old as its fix', () => {
    const trip = trips[0] as TripSummary;
    const shown = shownTrip(trip, {
      tripId: trip.tripId,
      status: 'IN_PROGRESS',
      nextStop: { stopId: 'stop-5', name: 'Dock Road', eta: at(5) },
      studentsBoarded: 9,
      studentsExpected: 12,
      currentLocation: null,
      etaRange: { p10: at(4), p90: at(7) },
      delayS: 120,
      timestamp: at(-0.2),
    });
    expect(shown).toMatchObject({ studentsBoarded: 9, delayS: 120, asOfMs: NOW - 12_000 });
    expect(nextStopWords(shown, NOW, 'Europe/Dublin')).toBe('Dock Road · in 5 min (4–7)');
  });
});

describe('a visit', () => {
  const stop: TripStop = {
    stopId: 's',
    stopSequence: 1,
    name: 'Mill Lane',
    latitude: 52.66,
    longitude: -8.63,
    radiusM: 50,
    scheduledAt: at(-5),
    approachedAt: null,
    arrivedAt: at(-2),
    departedAt: at(-1),
    distanceM: 12,
    inferred: false,
    skipped: false,
    late: false,
    toBoard: 2,
    toAlight: 0,
  };
  test('says how it is known', () => {
    expect(againstSchedule(stop)).toBe('3 min late');
    expect(whySentences(stop, 'UTC')[0]).toBe(
      'The bus came within 50 m of the stop at 06:38:00, 12 m from its middle.',
    );
    expect(whySentences({ ...stop, inferred: true, late: true }, 'UTC').join(' ')).toMatch(
      /way between two positions.*waited on the phone/,
    );
  });
  test('the driver is at the stop where the phone is, though the server has not heard', () => {
    const stops = [0, 1, 2].map((n) => ({
      ...stop,
      latitude: 52.66 + n / 100,
      departedAt: n === 0 ? at(-1) : null,
    }));
    expect(currentStop(stops, null)).toBe(1);
    expect(currentStop(stops, { latitude: 52.6801, longitude: -8.63 })).toBe(2);
    // The same stop again is not the one that was left behind.
    expect(currentStop(stops, { latitude: 52.66, longitude: -8.63 })).toBe(1);
  });
});

test('at a stop the driver sees who gets on and off there, and who was missed before', () => {
  const { passengers } = schoolWorld({ trips: 1 }, NOW);
  const names = (list: readonly Passenger[]): string[] => list.map(({ studentId }) => studentId);
  const there = passengersAt(passengers, 3);
  expect(names(there.toBoard)).toEqual(['s-7', 's-8', 's-9']);
  expect(names(there.missed)).toEqual(['s-5', 's-6']);
  expect(names(there.done)).toEqual(['s-4']);
  expect(names(passengersAt(passengers, 8).toAlight)).toEqual(['s-1', 's-2', 's-3']);
});

describe('what a guardian reads', () => {
  const [child] = schoolWorld({ trips: 1 }, NOW).children;
  const trip = child?.trips[0] as ChildTrip;
  test.each([
    [{}, 'Castle Park · in 4 min (3–6)'],
    [{ status: 'SCHEDULED', eta: null }, 'Castle Park · planned for 07:42'],
    [{ state: 'BOARDED', boardedAt: at(-3) }, 'On board since 07:37'],
    [{ state: 'ALIGHTED', alightedAt: at(-1) }, 'Got off at 07:39'],
    [{ status: 'CANCELLED' }, 'Does not run today'],
    [{ arrivedAt: at(-1) }, 'Castle Park · arrived 07:39'],
  ] as const)('%o', (change, headline) => {
    expect(childWords({ ...trip, ...change } as ChildTrip, context).headline).toBe(headline);
  });
  test('the trip under way comes before the next', () => {
    expect(tripNow([...(child?.trips ?? [])].reverse())?.tripId).toBe('trip-1');
    expect(settingWords({ seconds: 300, metres: 500 })).toBe('You are told when it is 5 min or 500 m away.');
    expect(settingWords({ seconds: null, metres: null })).toMatch(/not told/);
  });
});
