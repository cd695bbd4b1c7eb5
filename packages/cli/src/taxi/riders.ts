import type { HttpApi } from '@waycast/client';
import type { Place as OrderPlace } from '@waycast/contract';
import { distanceM, type Place, type Random } from '@waycast/geo';
import { unlessRefused } from '../sending/unless-refused.ts';
import { SEATS } from './cabbie.ts';

const RIDERS = 24;
/** Between two orders: a dozen taxis keep up with it, most of them busy. */
const APART_S = [25, 55] as const;
/** There is something to see at once. */
const AT_FIRST = 3;
const LEAST_RIDE_M = 500;
/** Of the first orders the last is of a group, so that there is one that stays open. */
const GROUPS = 0.12;
const CHANGES_MIND = 0.1;
const CHANGES_MIND_S = [10, 90] as const;
const NOTES = ['By the main door, please', 'Two suitcases', 'I ring when I am down', 'With a pram'];
const NOTE = 0.3;

export interface RidersParts {
  /** As one of the customers. */
  readonly httpOf: (riderId: string) => HttpApi;
  readonly places: readonly Place[];
  readonly random: Random;
  /** Times real time. */
  readonly pace: number;
}

interface ChangeOfMind {
  readonly orderId: string;
  readonly riderId: string;
  readonly at: number;
}

/** Simulated customers: now and then one orders a ride, and now and then one wants it no more. */
export class Riders {
  readonly #parts: RidersParts;
  readonly #minds: ChangeOfMind[] = [];
  #ordered = 0;
  #nextAt = 0;

  constructor(parts: RidersParts) {
    this.#parts = parts;
  }

  /** Does what is due at `now`, epoch ms. */
  async step(now: number): Promise<void> {
    for (const due of this.#minds.filter(({ at }) => at <= now)) {
      this.#minds.splice(this.#minds.indexOf(due), 1);
      const http = this.#parts.httpOf(due.riderId);
      await unlessRefused(http.cancelOrder({ id: due.orderId }, { reason: 'I do not need it any more' }));
    }
    if (now < this.#nextAt) return;
    const { random, pace } = this.#parts;
    if (this.#ordered >= AT_FIRST) this.#nextAt = now + (random.between(...APART_S) * 1000) / pace;
    await this.#order(now);
  }

  async #order(now: number): Promise<void> {
    const { httpOf, random, pace } = this.#parts;
    this.#ordered += 1;
    const riderId = `rider-${String((this.#ordered % RIDERS) + 1).padStart(2, '0')}`;
    const note = random.chance(NOTE) ? NOTES[Math.floor(random.next() * NOTES.length)] : undefined;
    const isGroup = this.#ordered === AT_FIRST || random.chance(GROUPS);
    const { orderId } = await httpOf(riderId).createOrder({
      ...this.#ride(),
      ...(note === undefined ? {} : { note }),
      passengers: (isGroup ? SEATS + 1 : 1) + Math.floor(random.next() * 2),
    });
    if (!random.chance(CHANGES_MIND)) return;
    this.#minds.push({ orderId, riderId, at: now + (random.between(...CHANGES_MIND_S) * 1000) / pace });
  }

  #ride(): { pickup: OrderPlace; dropoff: OrderPlace } {
    const { places, random } = this.#parts;
    const [pickup, ...others] = places.toSorted(() => random.next() - 0.5);
    const dropoff = others.find((place) => pickup !== undefined && distanceM(pickup, place) > LEAST_RIDE_M);
    if (pickup === undefined || dropoff === undefined) throw new Error('the town is too small for rides');
    return { pickup: orderPlace(pickup), dropoff: orderPlace(dropoff) };
  }
}

function orderPlace({ latitude, longitude, name }: Place): OrderPlace {
  return { latitude, longitude, name };
}
