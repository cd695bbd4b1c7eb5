import type { RoadObservation } from '@waycast/contract';
import type { LatLng, Random } from '@waycast/geo';
import { REFERENCE_MPS } from '@waycast/server/evaluate-roads';
import type { Vehicle } from '../fleet/vehicle.ts';
import type { TownRoads } from './town-roads.ts';

/** Holders and springs differ. */
const GAIN = [0.85, 1.18] as const;
/** Of one reading, on both sides. */
const NOISE = 0.25;

/** A phone that lies in a car and feels the road. */
export class Phone {
  readonly deviceId: string;
  readonly #car: Vehicle;
  readonly #roads: TownRoads;
  readonly #random: Random;
  readonly #gain: number;

  constructor(number: number, car: Vehicle, roads: TownRoads, random: Random) {
    this.deviceId = `phone-${number}`;
    this.#car = car;
    this.#roads = roads;
    this.#random = random;
    this.#gain = random.between(...GAIN);
  }

  get position(): LatLng {
    return this.#car.position;
  }

  drive(seconds: number): void {
    this.#car.advance(seconds);
  }

  /** What it finds at `time` (epoch ms); undefined while it stands. */
  observe(time: number): RoadObservation | undefined {
    const { vehicleId: _vehicleId, timestamp: _timestamp, altitude: _altitude, ...fix } = this.#car.fix(time);
    const speed = fix.speed ?? 0;
    const road = this.#roads.at(this.#car.position);
    if (speed < 1 || road === undefined) return undefined;
    // The same road shakes a phone more the faster it is driven over: by the square root of the speed.
    const noise = this.#random.between(1 - NOISE, 1 + NOISE);
    const roughness = road.roughness * this.#gain * noise * Math.sqrt(speed / REFERENCE_MPS);
    return {
      ...fix,
      timestamp: new Date(time).toISOString(),
      roughness: Math.round(roughness * 1000) / 1000,
      deviceId: this.deviceId,
    };
  }
}
