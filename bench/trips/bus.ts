import { type FollowedTrip, KeptMoment, type TripEngine } from '@waycast/server/trip-engine';
import { normal, placeOn, type Route, tripOn } from './town.ts';

const SPEED_MPS = { mean: 8, sd: 1.5, least: 3 };
const DWELL_S = { least: 8, more: 25 };
/** A fix's accuracy is the radius of a circle that holds 68 %. */
const ACCURACY_OF_SD = 1.5;

/** The fix that the engine takes. */
type Fix = Parameters<FollowedTrip['judge']>[0];

export interface Fleet {
  readonly engine: TripEngine;
  readonly routes: readonly Route[];
  readonly noiseM: number;
  readonly random: () => number;
}

/** A vehicle that drives one trip after the other, each from its first stop to its last. */
export class Bus {
  readonly #fleet: Fleet;
  readonly #index: number;
  readonly #startsAt: number;
  #at = 0;
  #trips = 0;
  #route: Route;
  #followed: FollowedTrip | undefined;
  #moment: KeptMoment | undefined;
  #alongM = 0;
  #nextStop = 0;
  #standsS = 0;
  #speedMps = SPEED_MPS.mean;

  /** `startsAt`: epoch ms. */
  constructor(fleet: Fleet, index: number, startsAt: number) {
    this.#fleet = fleet;
    this.#index = index;
    this.#startsAt = startsAt;
    this.#route = this.#nextRoute();
  }

  /** Undefined before its first trip. */
  get followed(): FollowedTrip | undefined {
    return this.#followed;
  }

  /** Keeps what is known of its trip now, as a server does; how many stops that predicts. */
  keepMoment(): number {
    const moment = this.#followed?.moment();
    this.#moment = moment && new KeptMoment(moment);
    return this.#moment?.stopCount ?? 0;
  }

  /** Where it is at a time; it has come there since it was last asked. Undefined before its first trip. */
  fixAt(time: number): Fix | undefined {
    if (time < this.#startsAt) return undefined;
    if (this.#followed === undefined || this.#nextStop === this.#route.stopsM.length) this.#begin(time);
    else this.#drive((time - this.#at) / 1000);
    this.#at = time;
    const { noiseM, random } = this.#fleet;
    const { longitude, latitude } = placeOn(this.#route, this.#alongM);
    return {
      vehicleId: `bus-${this.#index}`,
      latitude: latitude + (noiseM * normal(random)) / 111_195,
      longitude: longitude + (noiseM * normal(random)) / 67_500,
      accuracy: Math.round(noiseM * ACCURACY_OF_SD),
      time,
      receivedAt: time,
    };
  }

  #begin(time: number): void {
    this.#route = this.#nextRoute();
    this.#trips += 1;
    const tripId = `trip-${this.#index}-${this.#trips}`;
    const { engine } = this.#fleet;
    this.#followed = engine.follow(tripOn(this.#route, tripId, `bus-${this.#index}`, time));
    this.#alongM = 0;
    this.#nextStop = 0;
    this.#arrive();
  }

  #drive(seconds: number): void {
    for (let leftS = seconds; leftS > 0 && this.#nextStop < this.#route.stopsM.length; ) {
      const stoodS = Math.min(leftS, this.#standsS);
      this.#standsS -= stoodS;
      leftS -= stoodS;
      const aheadM = (this.#route.stopsM[this.#nextStop] ?? 0) - this.#alongM;
      const droveS = Math.min(leftS, aheadM / this.#speedMps);
      this.#alongM += droveS * this.#speedMps;
      leftS -= droveS;
      if (droveS * this.#speedMps >= aheadM) this.#arrive();
    }
  }

  #arrive(): void {
    const { random } = this.#fleet;
    this.#nextStop += 1;
    this.#standsS = DWELL_S.least + DWELL_S.more * random();
    this.#speedMps = Math.max(SPEED_MPS.least, SPEED_MPS.mean + SPEED_MPS.sd * normal(random));
  }

  #nextRoute(): Route {
    const { routes } = this.#fleet;
    const route = routes[(this.#index + this.#trips) % routes.length];
    if (route === undefined) throw new RangeError('A fleet needs routes.');
    return route;
  }
}
