import type { DriverState, TaxiDriver } from '@waycast/contract';
import { distanceM, type LatLng } from '@waycast/geo';
import type { Freshness } from '../../fleet/freshness.ts';
import type { Look, MarkerState } from '../../map/marker-buffer.ts';
import { distanceText } from '../../words/figures.ts';
import { lastingText } from '../../words/lasting.ts';

const STATE_WORDS: Readonly<Record<DriverState, string>> = {
  off: 'Off',
  paused: 'Paused',
  free: 'Free',
  busy: 'Busy',
};

export function stateWords(state: DriverState): string {
  return STATE_WORDS[state];
}

/** Who waits, who drives, who rests, by shape and lightness: disc, outline, small ring; a cross where none reports. */
export function driverLook(
  driver: TaxiDriver | undefined,
  freshness: Freshness,
  state: MarkerState,
): MarkerState | null {
  if (driver === undefined || driver.state === 'off') return null;
  if (freshness === 'stale' || freshness === 'offline') return 'offline';
  if (driver.state === 'paused') return 'stale';
  if (driver.state === 'busy') return 'late';
  return state === 'moving' || state === 'standing' ? state : 'standing';
}

/** The looks of vehicles by whoever drives them. */
export function lookBy(drivers: readonly TaxiDriver[]): Look {
  const byVehicle = new Map(drivers.map((driver) => [driver.vehicleId, driver]));
  return (vehicle, freshness, state) => driverLook(byVehicle.get(vehicle.id), freshness, state);
}

/** Streets are longer than the crow flies, and towns drive at some 24 km/h door to door. */
const DETOUR = 1.4;
const TOWN_MPS = 6.7;

/** A driver with how far it is from a pick-up; null where its place is not known. */
export interface Candidate {
  readonly driver: TaxiDriver;
  readonly distanceM: number | null;
}

/** Free drivers first, the nearest before others; then those who are not free. */
export function candidatesFor(pickup: LatLng, drivers: readonly TaxiDriver[]): Candidate[] {
  return drivers
    .filter(({ state }) => state !== 'off')
    .map((driver) => ({
      driver,
      distanceM: driver.location === null ? null : distanceM(pickup, driver.location),
    }))
    .sort(
      (a, b) =>
        Number(b.driver.state === 'free') - Number(a.driver.state === 'free') ||
        (a.distanceM ?? Infinity) - (b.distanceM ?? Infinity),
    );
}

/** "1.2 km, about 4 min": a straight line turned into streets. */
export function nearnessText(distance: number | null, seconds: number | null = null): string {
  if (distance === null) return 'place not known';
  const about = seconds ?? (distance * DETOUR) / TOWN_MPS;
  return `${distanceText(distance)}, about ${lastingText(Math.max(10, Math.round(about / 10) * 10))}`;
}
