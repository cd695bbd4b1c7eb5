import { FlatPlane } from '../flat-plane.ts';
import type { LatLng } from '../position.ts';
import { normal } from '../town/normal.ts';
import type { Random } from '../town/random.ts';
import type { DriveMoment } from './simulated-drive.ts';

/** How a receiver errs, and how often it reports. */
export interface ReceiverErrors {
  readonly everyS: number;
  /** Standard deviation on each axis. */
  readonly sigmaM: number;
  /** A third of an error is left after so many seconds; 0: each fix errs by itself. */
  readonly lastsS: number;
  /** Whether headings are reported: right to some 10° while it drives, anything while it stands. */
  readonly headings: boolean;
}

export interface ReportedMoment extends LatLng {
  readonly moment: DriveMoment;
  /** Radius that holds 68 %, as receivers tell it. */
  readonly accuracy: number;
  readonly speed: number;
  readonly heading: number | null;
}

const HEADING_SD = 10;
const SPEED_SD = 0.5;
/** Slower, a heading is chance. */
const HEADING_MPS = 1.5;

/** What a receiver in the vehicle reports of a drive. */
export function reportDrive(
  drive: readonly DriveMoment[],
  { everyS, sigmaM, lastsS, headings }: ReceiverErrors,
  random: Random,
): ReportedMoment[] {
  const kept = lastsS === 0 ? 0 : Math.exp(-1 / lastsS);
  let [east, north] = [sigmaM * normal(random), sigmaM * normal(random)];
  return drive.flatMap((moment) => {
    const fresh = sigmaM * Math.sqrt(1 - kept * kept);
    east = kept * east + fresh * normal(random);
    north = kept * north + fresh * normal(random);
    const turn = HEADING_SD * normal(random);
    const anything = 360 * random.next();
    const speed = Math.max(0, moment.speed + SPEED_SD * normal(random));
    if (moment.second % everyS !== 0) return [];
    const heading = moment.speed < HEADING_MPS ? anything : (moment.heading + turn + 360) % 360;
    const place = new FlatPlane(moment).at(east, north);
    return [{ ...place, moment, accuracy: 1.5 * sigmaM, speed, heading: headings ? heading : null }];
  });
}
