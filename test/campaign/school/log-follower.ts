import type { Socket } from 'socket.io-client';
import { connectFollower, type Position, request } from '../follower-socket.ts';

export interface ToldVisit extends Position {
  readonly action: string;
  readonly tripId: string;
  readonly stopSequence: number;
}

/**
 * Follows the log of one vehicle as an application would: it remembers where it stands, and asks from there whenever its
 * server, or the server's Redis, went away. Every event that it was told stands in `told`, repeats too.
 */
export class LogFollower {
  readonly vehicleId: string;
  told: ToldVisit[] = [];
  /** How often something was missed that could not be told. */
  notRecovered = 0;
  reconnects = -1;
  readonly #socket: Socket;
  #position: Position | undefined;
  /** Where it stood at first: before everything. */
  #first: Position | undefined;
  #subscribed = false;

  constructor(url: string, token: string, vehicleId: string) {
    this.vehicleId = vehicleId;
    this.#socket = connectFollower(url, token, () => {
      this.#subscribed = false;
    });
    this.#socket.on('geofence:alert', (visit: ToldVisit) => this.#take(visit));
    this.#socket.on('resync', (resync: Position & { topic: string; recovered: boolean }) => {
      if (!this.#subscribed) return;
      if (!resync.recovered) this.notRecovered += 1;
      this.#position = resync;
    });
  }

  /** Resolves once it follows. */
  join(): Promise<void> {
    return new Promise((resolve) => {
      this.#socket.on('connect', () => {
        this.reconnects += 1;
        this.#follow(this.#position).then(resolve, () => this.#socket.disconnect().connect());
      });
    });
  }

  /** Reads the whole log anew, from the offset at which it began. */
  async replay(): Promise<readonly ToldVisit[]> {
    this.told = [];
    this.#subscribed = false;
    await request(this.#socket, 'unsubscribe', { topic: `geofence:${this.vehicleId}` });
    await this.#follow(this.#first);
    return this.told;
  }

  close(): void {
    this.#socket.close();
  }

  #follow(since: Position | undefined): Promise<void> {
    const input = { topic: `geofence:${this.vehicleId}`, ...(since === undefined ? {} : { since }) };
    return request(this.#socket, 'subscribe', input, ({ recovered, epoch, offset }) => {
      this.#subscribed = true;
      if (since !== undefined && !recovered) this.notRecovered += 1;
      if (since === undefined || !recovered) this.#position = { epoch, offset };
      this.#first ??= { epoch, offset };
    });
  }

  #take(visit: ToldVisit): void {
    // What comes between a connection and the answer to `subscribe` comes again with the answer.
    if (!this.#subscribed) return;
    const { epoch, offset } = visit;
    this.#position = { epoch, offset };
    this.told.push(visit);
  }
}
