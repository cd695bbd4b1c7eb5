import type { Topic } from '@waycast/contract';
import type { LatLng } from '@waycast/geo';
import { LRUCache } from 'lru-cache';
import { z } from 'zod';
import type { Clock } from '../../../ports/clock.ts';
import type { Live, LiveEvent } from '../../../ports/live.ts';
import type { Shift, TaxiDrivers } from '../../../ports/taxi-drivers.ts';
import { type Near, NearestDrivers } from './nearest-drivers.ts';

/** Vehicles of a tenant whose places are remembered; beyond it, those that moved longest ago are not. */
const MAX_VEHICLES = 100_000;
/** Shifts that began or ended at other servers are known by then, and later where there are so many that it costs. */
const SHIFTS_MAX_AGE_MS = 5000;
const SHIFTS_COST_FACTOR = 50;
/** What is older says little of where a car is now. */
const FRESH_MS = 60_000;

export interface CarsParts {
  readonly live: Pick<Live, 'list' | 'subscribe'>;
  readonly taxiDrivers: Pick<TaxiDrivers, 'onShift'>;
  readonly clock: Clock;
}

/** Where a car was, and when (epoch ms). */
export interface CarPlace extends LatLng {
  readonly at: number;
}

/** What live holds of vehicles was put there by servers, or by a script. */
const Placed = z.object({ vehicleId: z.string(), latitude: z.number(), longitude: z.number() });

/** Where the free drivers of one tenant are, from its fleet's feed and its shifts, until it is closed. */
export class TenantCars {
  readonly #tenant: string;
  readonly #parts: CarsParts;
  readonly #places = new LRUCache<string, CarPlace>({ max: MAX_VEHICLES });
  readonly #shifts = new Map<string, Shift>();
  readonly #driverOf = new Map<string, string>();
  readonly #free = new NearestDrivers();
  #opening: Promise<() => Promise<void>> | undefined;
  #reading: Promise<void> | undefined;
  #readAgainAt = Number.NEGATIVE_INFINITY;
  /** Drivers who changed while shifts were read: what was read of them may be older. */
  #changedMeanwhile = new Set<string>();

  constructor(tenant: string, parts: CarsParts) {
    this.#tenant = tenant;
    this.#parts = parts;
  }

  /** Resolves when places and shifts are known; `anew`: what other servers changed of shifts until now as well. */
  async ready(anew = false): Promise<void> {
    this.#opening ??= this.#open().catch((error) => {
      this.#opening = undefined;
      throw error;
    });
    await this.#opening;
    if (anew || this.#parts.clock.now() >= this.#readAgainAt) this.#reading ??= this.#readShifts();
    await this.#reading;
  }

  /** Free drivers with a fresh position, the nearest first. */
  freeNear(center: LatLng, count: number, radiusM: number, fits: (driverId: string) => boolean): Near[] {
    const since = this.#parts.clock.now() - FRESH_MS;
    return this.#free.around(center, count, radiusM, (driverId) => {
      const vehicleId = this.#shifts.get(driverId)?.vehicleId ?? '';
      return (this.#places.peek(vehicleId)?.at ?? 0) >= since && fits(driverId);
    });
  }

  /** Where a vehicle was last, however long ago. */
  placeOf(vehicleId: string | null): CarPlace | undefined {
    return vehicleId === null ? undefined : this.#places.peek(vehicleId);
  }

  /** A shift has changed, as this server has just seen. */
  changed(shift: Shift): void {
    this.#changedMeanwhile.add(shift.driverId);
    this.#take(shift);
  }

  async close(): Promise<void> {
    const end = await this.#opening?.catch(() => undefined);
    await end?.();
  }

  async #open(): Promise<() => Promise<void>> {
    const topic: Topic = { tenant: this.#tenant, family: 'fleet', id: '' };
    const end = await this.#parts.live.subscribe(topic, (event) => this.#heard(event));
    try {
      for (const { data, version } of await this.#parts.live.list(this.#tenant, 'vehicle'))
        this.#moved(data, version);
    } catch (error) {
      await end();
      throw error;
    }
    return end;
  }

  #heard(event: LiveEvent): void {
    if (event.kind === 'keyed') this.#moved(event.data, event.version);
  }

  #moved(data: object, at: number): void {
    const placed = Placed.safeParse(data);
    if (!placed.success) return;
    const { vehicleId, latitude, longitude } = placed.data;
    if ((this.#places.peek(vehicleId)?.at ?? 0) > at) return;
    this.#places.set(vehicleId, { latitude, longitude, at });
    const driverId = this.#driverOf.get(vehicleId);
    if (driverId !== undefined) this.#place(driverId);
  }

  async #readShifts(): Promise<void> {
    const { clock, taxiDrivers } = this.#parts;
    const startedAt = clock.now();
    this.#changedMeanwhile = new Set();
    try {
      const shifts = await taxiDrivers.onShift(this.#tenant);
      const listed = new Set(shifts.map(({ driverId }) => driverId));
      for (const shift of shifts) if (!this.#changedMeanwhile.has(shift.driverId)) this.#take(shift);
      for (const driverId of [...this.#shifts.keys()])
        if (!listed.has(driverId) && !this.#changedMeanwhile.has(driverId)) this.#forget(driverId);
      const tookMs = clock.now() - startedAt;
      this.#readAgainAt = clock.now() + Math.max(SHIFTS_MAX_AGE_MS, SHIFTS_COST_FACTOR * tookMs);
    } finally {
      this.#reading = undefined;
    }
  }

  #take(shift: Shift): void {
    this.#forget(shift.driverId);
    if (shift.state === 'off') return;
    this.#shifts.set(shift.driverId, shift);
    if (shift.vehicleId === null) return;
    this.#driverOf.set(shift.vehicleId, shift.driverId);
    this.#place(shift.driverId);
  }

  #forget(driverId: string): void {
    const vehicleId = this.#shifts.get(driverId)?.vehicleId;
    this.#shifts.delete(driverId);
    this.#free.delete(driverId);
    if (vehicleId && this.#driverOf.get(vehicleId) === driverId) this.#driverOf.delete(vehicleId);
  }

  #place(driverId: string): void {
    const shift = this.#shifts.get(driverId);
    const place = this.#places.peek(shift?.vehicleId ?? '');
    const isFree = shift?.state === 'online' && shift.orderId === null;
    if (isFree && place !== undefined) this.#free.put(driverId, place);
    else this.#free.delete(driverId);
  }
}
