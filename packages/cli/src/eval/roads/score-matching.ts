import type { DriveMoment, ReportedMoment } from '@waycast/geo';

/** Shares of the distance driven, 0 to 1. */
export interface MatchingScore {
  /** On the segment where the vehicle was. */
  readonly right: number;
  /** On that, or on one where it was within 20 m before or after. */
  readonly near: number;
  readonly points: number;
}

const NEAR_M = 20;

/** Adds up how right matches are; each stands for the way since the point before. */
export class MatchingTally {
  #drivenM = 0;
  #rightM = 0;
  #nearM = 0;
  #points = 0;

  add(
    drive: readonly DriveMoment[],
    reports: readonly ReportedMoment[],
    segmentIds: readonly (string | null)[],
  ): void {
    let before = 0;
    for (const [index, { moment }] of reports.entries()) {
      const wayM = moment.drivenM - before;
      before = moment.drivenM;
      const segmentId = segmentIds[index] ?? null;
      this.#points += 1;
      this.#drivenM += wayM;
      if (segmentId === moment.segmentId) this.#rightM += wayM;
      if (segmentId === moment.segmentId || wasNear(drive, moment, segmentId)) this.#nearM += wayM;
    }
  }

  score(): MatchingScore {
    return { right: this.#rightM / this.#drivenM, near: this.#nearM / this.#drivenM, points: this.#points };
  }
}

function wasNear(drive: readonly DriveMoment[], moment: DriveMoment, segmentId: string | null): boolean {
  for (const step of [-1, 1])
    for (let second = moment.second + step; ; second += step) {
      const other = drive[second];
      if (other === undefined || Math.abs(other.drivenM - moment.drivenM) > NEAR_M) break;
      if (other.segmentId === segmentId) return true;
    }
  return false;
}
