import { io, type Socket } from 'socket.io-client';

interface Position {
  readonly epoch: string;
  readonly offset: number;
}

export interface ToldVisit extends Position {
  readonly action: string;
  readonly tripId: string;
  readonly stopSequence: number;
}

type Ack = { readonly ok: boolean; readonly recovered: boolean } & Position;

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
    this.#socket = io(url, {
      auth: { token },
      transports: ['websocket'],
      forceNew: true,
      reconnectionDelayMax: 1000,
    });
    this.#socket.on('geofence:alert', (visit: ToldVisit) => this.#take(visit));
    this.#socket.on('resync', (resync: Position & { topic: string; recovered: boolean }) => {
      if (!this.#subscribed) return;
      if (!resync.recovered) this.notRecovered += 1;
      this.#position = resync;
    });
    this.#socket.on('disconnect', (reason) => {
      this.#subscribed = false;
      if (reason === 'io server disconnect') this.#socket.connect();
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
    await this.#ask('unsubscribe', { topic: `geofence:${this.vehicleId}` });
    await this.#follow(this.#first);
    return this.told;
  }

  close(): void {
    this.#socket.close();
  }

  #follow(since: Position | undefined): Promise<void> {
    const input = { topic: `geofence:${this.vehicleId}`, ...(since === undefined ? {} : { since }) };
    return this.#ask('subscribe', input, ({ recovered, epoch, offset }) => {
      this.#subscribed = true;
      if (since !== undefined && !recovered) this.notRecovered += 1;
      if (since === undefined || !recovered) this.#position = { epoch, offset };
      this.#first ??= { epoch, offset };
    });
  }

  #ask(event: string, input: unknown, take: (ack: Ack) => void = () => undefined): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#socket.timeout(10_000).emit(event, input, (error: Error | null, ack: Ack) => {
        if (error !== null || !ack.ok) return reject(error ?? new Error(`${event}: ${JSON.stringify(ack)}`));
        take(ack);
        resolve();
      });
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
