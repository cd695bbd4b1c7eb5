import type { BoardingReport, FixInput, TripSummary } from '@waycast/contract';
import type { Pupil } from './pupils.ts';
import { createSchoolBus } from './school-bus.ts';
import type { DemoSchool } from './school-plan.ts';

export type Tap = Pick<BoardingReport, 'boardingId' | 'studentId' | 'action'> & { readonly at: string };

/** One trip being driven: its bus, and the children who get on and off. */
export interface SchoolTrip {
  readonly tripId: string;
  /** It has stood at its last stop for a while. */
  readonly isOver: boolean;
  /** Drives on to `now`, epoch ms. */
  drive(now: number): FixInput;
  /** Taps since the last call. */
  taps(): Tap[];
}

/** Of a thousand children this many miss the bus without a word, and get on though nobody expects them. */
const MISSING = 3;
const PER = 1000;

/** A trip of one of the school's lines; undefined when it is none of theirs. */
export function startTrip(school: DemoSchool, trip: TripSummary, now: number): SchoolTrip | undefined {
  const line = school.lines.find(({ id }) => trip.scheduleId?.startsWith(`${id}-`));
  if (line === undefined || trip.vehicleId === null) return undefined;
  const isMorning = trip.direction === 'to_school';
  const nodes = isMorning ? line.nodes : line.nodes.toReversed();
  const riders = school.pupils.filter((pupil) => pupil.line === line && !school.random.chance(MISSING / PER));
  const waiting: Omit<Tap, 'at'>[] = [];
  const last = nodes.length;
  let isOver = false;

  function leaves(index: number): void {
    const sequence = index + 1;
    isOver ||= sequence === last;
    for (const pupil of riders) {
      const board = isMorning ? pupil.stop : 1;
      const alight = isMorning ? last : last + 1 - pupil.stop;
      if (sequence === board) waiting.push(tap(pupil, 'BOARDED'));
      if (sequence === alight) waiting.push(tap(pupil, 'ALIGHTED'));
    }
  }

  function tap({ id }: Pupil, action: 'BOARDED' | 'ALIGHTED'): Omit<Tap, 'at'> {
    return { boardingId: `${trip.tripId}.${id}.${action}`, studentId: id, action };
  }

  const bus = createSchoolBus({ ...school, vehicleId: trip.vehicleId, nodes, leaves });
  let drivenTo = now;
  return {
    tripId: trip.tripId,
    get isOver() {
      return isOver;
    },
    drive(time) {
      bus.advance((time - drivenTo) / 1000);
      drivenTo = time;
      return bus.fix(time);
    },
    taps: () => waiting.splice(0).map((one) => ({ ...one, at: new Date(drivenTo).toISOString() })),
  };
}
