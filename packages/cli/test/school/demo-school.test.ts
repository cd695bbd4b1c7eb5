import type { TripSummary } from '@waycast/contract';
import { describe, expect, it } from 'vitest';
import { createDemoSchool } from '../../src/school/demo-school.ts';
import { pupilsCsv } from '../../src/school/pupils.ts';
import { timesOfWay } from '../../src/school/school-bus.ts';
import { stopAt } from '../../src/school/school-line.ts';
import { startTrip, type Tap } from '../../src/school/school-trip.ts';

const school = createDemoSchool();
const T0 = Date.parse('2026-03-02T07:20:00Z');

/** Drives a trip of the first line to its end, and returns who got on and off. */
function drive(direction: 'to_school' | 'from_school'): Tap[] {
  const scheduleId = `line-01-${direction === 'to_school' ? 'to' : 'from'}`;
  const summary = { tripId: 'trip', scheduleId, direction, vehicleId: 'school-bus-1' } as TripSummary;
  const trip = startTrip(school, summary, T0);
  if (trip === undefined) throw new Error('the first line has no trip');
  const taps: Tap[] = [];
  for (let time = T0; !trip.isOver && time < T0 + 3_600_000; time += 5000) {
    trip.drive(time);
    taps.push(...trip.taps());
  }
  expect(trip.isOver).toBe(true);
  return taps;
}

describe("the demo's school", () => {
  it('has 40 lines that end at the school, with times that go forward', () => {
    expect(school.lines).toHaveLength(40);
    for (const { nodes } of school.lines) {
      expect(nodes.length).toBeGreaterThanOrEqual(4);
      expect(new Set(nodes).size).toBe(nodes.length);
      expect(stopAt(school.town, nodes.at(-1) ?? 0).id).toBe('school');
      const times = timesOfWay({ ...school, nodes });
      expect(times).toHaveLength(nodes.length);
      expect(times.toSorted((a, b) => a - b)).toEqual(times);
    }
  });

  it('has 1,200 children with a ride there and a ride home each', () => {
    const [header, ...rows] = pupilsCsv(school.pupils).trim().split('\n');
    expect(header).toBe('student_id,name,grade,card_ids,guardian_ids,rides');
    expect(new Set(rows.map((row) => row.split(',')[0])).size).toBe(1200);
    expect(new Set(rows.map((row) => row.split(',')[3])).size).toBe(1200);
    for (const row of rows) expect(row).toMatch(/,line-\d\d-to:\d-\d+;line-\d\d-from:1-\d+$/);
    expect(rows.filter((row) => row.includes(',mum,'))).toHaveLength(2);
  });

  it.each(['to_school', 'from_school'] as const)('%s: whoever gets on gets off again', (direction) => {
    const taps = drive(direction);
    const who = (action: Tap['action']) =>
      taps
        .filter((tap) => tap.action === action)
        .map(({ studentId }) => studentId)
        .toSorted();
    expect(who('BOARDED').length).toBeGreaterThanOrEqual(27);
    expect(who('ALIGHTED')).toEqual(who('BOARDED'));
    expect(new Set(taps.map(({ boardingId }) => boardingId)).size).toBe(taps.length);
  });
});
