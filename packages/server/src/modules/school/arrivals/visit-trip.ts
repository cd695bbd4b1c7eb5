import type { LatLng } from '@waycast/geo';
import type { RouteLine } from '../line/route-line.ts';

/** A stop of a trip as its plan has it. */
export interface StopOnTrip extends LatLng {
  readonly stopId: string;
  readonly name: string;
  /** Names the visit: the same stop may be served twice. */
  readonly sequence: number;
  /** Where on the line it is: `placeStops`. */
  readonly alongM: number;
  /** Default: {@link DEFAULT_RADIUS_M}. */
  readonly radiusM?: number;
  /** Tell that the vehicle comes when it is this far away, along the line; null: do not. */
  readonly approachM: number | null;
  /** Or when it is this many seconds away; null: do not. */
  readonly approachS: number | null;
}

/** The same on the line's plane, with the stretch of the line that counts as being there. */
export interface VisitStop extends Required<StopOnTrip> {
  readonly x: number;
  readonly y: number;
  readonly enterM: number;
  readonly leaveM: number;
}

/** What a vehicle is to drive; made once for each trip, and the same whenever it is made again. */
export interface VisitTrip {
  readonly line: RouteLine;
  /** In order of the drive. */
  readonly stops: readonly VisitStop[];
}

const DEFAULT_RADIUS_M = 50;
/** A stop further beside its line than its radius is reached where the line is nearest, give or take this share of it. */
const BESIDE = 0.5;
const STEP_M = 2;

/** `stops` in order of the drive, `alongM` never descending. */
export function visitTrip(line: RouteLine, stops: readonly StopOnTrip[]): VisitTrip {
  return { line, stops: stops.map((stop) => onPlane(line, stop)) };
}

function onPlane({ path, drawn }: RouteLine, stop: StopOnTrip): VisitStop {
  const radiusM = stop.radiusM ?? DEFAULT_RADIUS_M;
  const x = path.plane.east(stop.longitude);
  const y = path.plane.north(stop.latitude);
  const offM = path.offM(stop.alongM, x, y);
  const reachM = Math.max(radiusM, Math.hypot(offM, BESIDE * radiusM));
  const border = (direction: 1 | -1): number => {
    // A line that was drawn by hand may double back on the spot; two radii are as long as a stop can be.
    for (
      let alongM = stop.alongM;
      Math.abs(alongM - stop.alongM) <= 2 * radiusM;
      alongM += direction * STEP_M
    )
      if (path.offM(alongM, x, y) > reachM) return alongM;
      else if (alongM < 0 || alongM > path.lengthM) return alongM;
    return stop.alongM + direction * radiusM;
  };
  const enterM = drawn ? border(-1) : stop.alongM - radiusM;
  const leaveM = drawn ? border(1) : stop.alongM + radiusM;
  return { ...stop, radiusM, x, y, enterM, leaveM };
}
