import { isoTime } from '../../../kernel/iso-time.ts';
import type { Finding } from '../../../ports/findings.ts';
import type { Place } from './fix-shape.ts';
import { type Hour, hourFinding } from './hour-sums.ts';
import type { DistanceQuarter, Stop, Trip } from './motion-state.ts';
import { rounded } from './rounded.ts';

export function openTrip({ startsAt, from, metres, top }: Trip): Finding {
  return {
    kind: 'trip',
    key: isoTime(startsAt),
    startsAt,
    endsAt: null,
    data: { from, to: null, metres: rounded(metres), maxMps: rounded(top), inferred: false },
  };
}

/** `inferred`: it ended because nothing more was heard. */
export function endedTrip(trip: Trip, endsAt: number, to: Place, inferred: boolean): Finding {
  const open = openTrip(trip);
  return { ...open, endsAt, data: { ...open.data, to, inferred } };
}

export function openStop({ startsAt, place, inferred }: Stop): Finding {
  return {
    kind: 'stop',
    key: isoTime(startsAt),
    startsAt,
    endsAt: null,
    data: { at: place, inferred },
  };
}

/** `inferred`: the vehicle was next heard elsewhere. */
export function endedStop(stop: Stop, endsAt: number, inferred: boolean): Finding {
  const open = openStop(stop);
  return { ...open, endsAt, data: { ...open.data, inferred: stop.inferred || inferred } };
}

export function distanceOf(hour: Hour<DistanceQuarter>, ended: boolean): Finding {
  return hourFinding('distance', hour, ended, ({ metres, maxMps }) => ({
    metres: rounded(metres),
    maxMps: rounded(maxMps),
  }));
}
