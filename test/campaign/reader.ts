import type { Socket } from 'socket.io-client';
import { type Ack, connectFollower, type Position, request } from './follower-socket.ts';

/** Thousands of readers come back at once. */
const RETURNS_WITHIN_MS = 2000;

interface Tick extends Position {
  readonly publisher: string;
  readonly n: number;
}

interface Resync extends Position {
  readonly topic: string;
  readonly recovered: boolean;
}

/** One client as an application would write it: it remembers where it stands in `users` and asks from there. */
export class Reader {
  readonly seen = new Map<string, number[]>();
  readonly lastFix = new Map<string, string>();
  positions = 0;
  reconnects = -1;
  notRecovered = 0;
  olderPositions = 0;
  longestSilenceMs = 0;
  onChange: (() => void) | undefined;
  readonly #socket: Socket;
  readonly vehicles: readonly string[];
  #position: Position | undefined;
  /** Between a connection and the answer to `subscribe`, announcements come again with the answer. */
  #subscribed = false;
  #lastTickAt: number | undefined;

  constructor(url: string, token: string, vehicles: readonly string[]) {
    this.vehicles = vehicles;
    const onLost = (): void => {
      this.#subscribed = false;
    };
    this.#socket = connectFollower(url, token, onLost, RETURNS_WITHIN_MS);
    this.#socket.on('tick', (tick: Tick) => this.#take(tick));
    this.#socket.on('resync', (resync: Resync) => this.#resync(resync));
    this.#socket.on('location:update', (update: { vehicleId: string; timestamp: string }) =>
      this.#move(update),
    );
  }

  /** Resolves once the client follows everything; on every later connection it asks from where it stands. */
  join(): Promise<void> {
    return new Promise((resolve) => {
      this.#socket.on('connect', () => {
        this.reconnects += 1;
        this.#follow().then(resolve, () => this.#socket.disconnect().connect());
      });
    });
  }

  close(): void {
    this.#socket.close();
  }

  async #follow(): Promise<void> {
    const since = this.#position;
    const input = { topic: 'users', ...(since === undefined ? {} : { since }) };
    await Promise.all([
      request(this.#socket, 'subscribe', input, (ack) => this.#subscribe(since, ack)),
      ...this.vehicles.map((vehicleId) => request(this.#socket, 'track:vehicle', vehicleId)),
    ]);
  }

  #subscribe(since: Position | undefined, { recovered, epoch, offset }: Ack): void {
    this.#subscribed = true;
    if (since !== undefined && !recovered) this.notRecovered += 1;
    if (since === undefined || !recovered) this.#position = { epoch, offset };
  }

  #resync({ topic, recovered, epoch, offset }: Resync): void {
    if (topic !== 'users' || !this.#subscribed) return;
    if (!recovered) this.notRecovered += 1;
    this.#position = { epoch, offset };
  }

  #take({ publisher, n, epoch, offset }: Tick): void {
    if (!this.#subscribed) return;
    const now = Date.now();
    if (this.#lastTickAt !== undefined) {
      this.longestSilenceMs = Math.max(this.longestSilenceMs, now - this.#lastTickAt);
    }
    this.#lastTickAt = now;
    this.#position = { epoch, offset };
    const seen = this.seen.get(publisher) ?? [];
    seen.push(n);
    this.seen.set(publisher, seen);
    this.onChange?.();
  }

  #move({ vehicleId, timestamp }: { vehicleId: string; timestamp: string }): void {
    this.positions += 1;
    const last = this.lastFix.get(vehicleId);
    if (last !== undefined && timestamp < last) this.olderPositions += 1;
    this.lastFix.set(vehicleId, timestamp);
    this.onChange?.();
  }
}
