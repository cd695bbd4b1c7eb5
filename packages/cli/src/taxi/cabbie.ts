import type { Connection } from '@waycast/client';
import type { DriverOffers, Order, Place } from '@waycast/contract';
import { distanceM, type LatLng, nearestNode, type Random, type RoadGraph } from '@waycast/geo';
import type { Vehicle } from '../fleet/vehicle.ts';
import { unlessRefused } from '../sending/unless-refused.ts';
import { OpenOffers, type Wanted } from './open-offers.ts';

/*
 * What a simulated driver does follows from what the server says that it has before it, so that it goes on after a
 * restart, and does what a dispatcher does to its orders too:
 *
 *   offers ──think──▶ accept, decline        nothing ──▶ roam the town
 *   ACCEPTED ──at the pick-up──▶ ARRIVING ──wait──▶ IN_PROGRESS ──at the drop-off──▶ COMPLETED
 */

/** More do not fit: nobody takes such an order, and it expires. */
export const SEATS = 4;
/** Farther from its streets, it is not this town's. */
const OFF_STREET_M = 1000;
const THINKS_S = [2, 5] as const;
/** Who is near is quicker: so many metres are a second. */
const METRES_A_SECOND = 150;
const WAITS_S = [8, 25] as const;
const NOT_THIS_ONE = 0.1;
const NOBODY_COMES = 0.04;
const GIVES_BACK = 0.03;

export interface CabbieParts {
  readonly driverId: string;
  readonly car: Vehicle;
  readonly connection: Connection;
  readonly graph: RoadGraph;
  /** Where somebody might want to go who has not said where. */
  readonly places: readonly LatLng[];
  readonly random: Random;
  /** Times real time, for what it waits. */
  readonly pace: number;
}

/** A simulated driver of one taxi. It is connected while it is there. */
export class Cabbie {
  readonly #parts: CabbieParts;
  readonly #offers: OpenOffers;
  #order: Order | null = null;
  /** Epoch ms; what it waits for at the pick-up is over then. */
  #waitsUntil: number | undefined;
  #somewhere: LatLng | undefined;

  constructor(parts: CabbieParts) {
    const { connection, driverId, random } = parts;
    this.#parts = parts;
    this.#offers = new OpenOffers(connection);
    connection.subscribe(`offers:${driverId}`, (told) => this.#hear(told));
    this.#somewhere = parts.places[Math.floor(random.next() * parts.places.length)];
  }

  /** Begins its shift. */
  async start(): Promise<void> {
    const { connection, car } = this.#parts;
    connection.connect();
    await connection.http.setShift({ state: 'online', vehicleId: car.id });
  }

  close(): void {
    this.#parts.connection.close();
  }

  /** Does what is due at `now`, epoch ms. */
  async step(now: number): Promise<void> {
    const order = this.#order;
    if (order === null) await this.#answer(now);
    else await this.#drive(order, now);
  }

  #hear({ order, offers }: DriverOffers): void {
    this.#offers.own(offers);
    this.#take(order);
  }

  #take(order: Order | null): void {
    const isNew = order?.orderId !== this.#order?.orderId;
    this.#order = order;
    if (!isNew) return;
    this.#waitsUntil = undefined;
    const { places, random, car } = this.#parts;
    this.#somewhere = places[Math.floor(random.next() * places.length)];
    if (order === null) car.goTo(undefined);
  }

  async #answer(now: number): Promise<void> {
    const { connection, random, car, pace } = this.#parts;
    const thinksMs = ({ pickup }: Wanted): number =>
      ((random.between(...THINKS_S) + distanceM(car.position, pickup) / METRES_A_SECOND) * 1000) / pace;
    const wanted = this.#offers.due(now, thinksMs);
    if (wanted === undefined) return;
    const params = { id: wanted.orderId };
    if (this.#suits(wanted) && !random.chance(NOT_THIS_ONE)) {
      const order = await unlessRefused(connection.http.acceptOrder(params));
      if (order !== undefined) this.#take(order);
    } else if (wanted.isOwn) await unlessRefused(connection.http.declineOrder(params));
  }

  #suits({ pickup, passengers }: Wanted): boolean {
    const corner = nearestNode(this.#parts.graph, pickup);
    return passengers <= SEATS && corner !== undefined && distanceM(corner, pickup) < OFF_STREET_M;
  }

  async #drive({ orderId, status, pickup, dropoff }: Order, now: number): Promise<void> {
    const { http } = this.#parts.connection;
    const params = { id: orderId };
    switch (status) {
      case 'ACCEPTED':
        if (this.#isAt(pickup)) await this.#done(http.arriveOrder(params));
        return;
      case 'ARRIVING':
        if (this.#hasWaited(now)) await this.#begin(params);
        return;
      case 'IN_PROGRESS':
        if (this.#isAt(dropoff ?? this.#somewhere ?? pickup)) await this.#done(http.completeOrder(params));
        return;
      default:
        this.#take(null);
    }
  }

  async #begin(params: { readonly id: string }): Promise<void> {
    const { connection, random } = this.#parts;
    const { http } = connection;
    if (random.chance(NOBODY_COMES))
      await this.#done(http.cancelOrder(params, { reason: 'Nobody came to the pick-up' }));
    else if (random.chance(GIVES_BACK))
      await this.#done(http.releaseOrder(params, { reason: 'The car has a flat tyre' }));
    else await this.#done(http.startOrder(params));
  }

  /** The answer is the order as it is now. What was refused is not so any more: the server tells what is. */
  async #done(call: Promise<Order>): Promise<void> {
    const order = await unlessRefused(call);
    if (order !== undefined) this.#take(order.driverId === this.#parts.driverId ? order : null);
  }

  /** Drives there when it is not. */
  #isAt(place: LatLng | Place): boolean {
    const { graph, car } = this.#parts;
    const node = nearestNode(graph, place)?.id;
    if (node === undefined) return false;
    car.goTo(node);
    return car.standsAt === node;
  }

  #hasWaited(now: number): boolean {
    const { random, pace } = this.#parts;
    this.#waitsUntil ??= now + (random.between(...WAITS_S) * 1000) / pace;
    return now >= this.#waitsUntil;
  }
}
