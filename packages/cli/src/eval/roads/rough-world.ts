import { type DrivableRoad, normal, type Random, type ReportedMoment } from '@waycast/geo';
import { REFERENCE_MPS, type RoughnessObservation } from '@waycast/server/evaluate-roads';

/** Logarithms: the middle road is FAIR, and one of six at least GOOD, one of six at least POOR. */
const ROADS = { middle: Math.log(1.2), sd: 0.6 } as const;
/** Standard deviations of logarithms: of phones' mounts and cars, of one pass to the next, and of one second. */
const [DEVICE_SD, PASS_SD, SECOND_SD] = [0.25, 0.15, 0.25];
/** A phone in so many lies loose, and tells so much too much. */
const LOOSE = { oneIn: 10, factor: 2.5 } as const;

/** How rough roads truly are, and what phones make of it. */
export class RoughWorld {
  readonly #truths: ReadonlyMap<string, number>;
  readonly #devices: readonly number[];
  readonly #random: Random;

  constructor(roads: readonly DrivableRoad[], devices: number, random: Random) {
    this.#random = random;
    this.#truths = new Map(
      roads.map(({ segmentId }) => [segmentId, Math.exp(ROADS.middle + ROADS.sd * normal(random))]),
    );
    this.#devices = Array.from({ length: devices }, (_, device) => {
      const factor = Math.exp(DEVICE_SD * normal(random));
      return device % LOOSE.oneIn === LOOSE.oneIn - 1 ? LOOSE.factor * factor : factor;
    });
  }

  /** m/s² at the reference speed. */
  truthOf(segmentId: string): number {
    return this.#truths.get(segmentId) ?? Number.NaN;
  }

  /** What a device tells of a drive that began at `startedAt`, epoch ms. */
  observe(reports: readonly ReportedMoment[], device: number, startedAt: number): RoughnessObservation[] {
    const passes = new Map<string, number>();
    return reports.map(({ moment, speed }) => {
      const pass = passes.get(moment.segmentId) ?? Math.exp(PASS_SD * normal(this.#random));
      passes.set(moment.segmentId, pass);
      const bySpeed = Math.sqrt(Math.max(0.1, moment.speed) / REFERENCE_MPS);
      const bySecond = Math.exp(SECOND_SD * normal(this.#random));
      return {
        deviceId: `phone-${device}`,
        time: startedAt + moment.second * 1000,
        speed,
        roughness: this.truthOf(moment.segmentId) * (this.#devices[device] ?? 1) * pass * bySpeed * bySecond,
      };
    });
  }
}
