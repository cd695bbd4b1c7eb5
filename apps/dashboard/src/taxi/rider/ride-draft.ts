import type { NearbyCars, NewOrder } from '@waycast/contract';
import type { LatLng } from '@waycast/geo';
import { countText } from '../../words/figures.ts';
import { lastingText } from '../../words/lasting.ts';

/** A ride that is being ordered; the step is what the page asks next. */
export interface RideDraft {
  readonly step: 'pickup' | 'dropoff' | 'order';
  readonly pickup: LatLng | null;
  readonly dropoff: LatLng | null;
  readonly pickupName: string;
  readonly dropoffName: string;
  readonly passengers: number;
  readonly note: string;
}

export const NEW_RIDE: RideDraft = {
  step: 'pickup',
  pickup: null,
  dropoff: null,
  pickupName: '',
  dropoffName: '',
  passengers: 1,
  note: '',
};

/** The draft with the place that was asked for, and the next step. */
export function withPlace(draft: RideDraft, place: LatLng | null): RideDraft {
  return draft.step === 'pickup'
    ? { ...draft, pickup: place, step: 'dropoff' }
    : { ...draft, dropoff: place, step: 'order' };
}

/** The same ride again, to be looked at before it is ordered. */
export function again({ pickup, dropoff, passengers, note }: Omit<NewOrder, 'riderId'>): RideDraft {
  return {
    step: 'order',
    pickup,
    dropoff: dropoff ?? null,
    pickupName: pickup.name ?? '',
    dropoffName: dropoff?.name ?? '',
    passengers: passengers ?? 1,
    note: note ?? '',
  };
}

/** What is sent; null before there is a pick-up. */
export function toNewOrder(draft: RideDraft): NewOrder | null {
  const { pickup, dropoff, pickupName, dropoffName, passengers, note } = draft;
  if (pickup === null) return null;
  const named = ({ latitude, longitude }: LatLng, name: string) => ({
    latitude,
    longitude,
    ...(name.trim() === '' ? {} : { name: name.trim() }),
  });
  return {
    pickup: named(pickup, pickupName),
    ...(dropoff === null ? {} : { dropoff: named(dropoff, dropoffName) }),
    ...(note.trim() === '' ? {} : { note: note.trim() }),
    passengers,
  };
}

/** "5 free cars near, the nearest about 3 min away". */
export function nearbyText({ cars, nearestS }: NearbyCars): string {
  if (cars.length === 0) return 'No free car is near just now. You can order all the same.';
  const near = countText(cars.length, 'free car near', 'free cars near');
  return nearestS === null ? near : `${near}, the nearest about ${lastingText(Math.max(60, nearestS))} away`;
}

/** Some 100 m: what is near changes no faster, and nobody's steps are asked about. */
export function coarse({ latitude, longitude }: LatLng): LatLng {
  return { latitude: Number(latitude.toFixed(3)), longitude: Number(longitude.toFixed(3)) };
}
