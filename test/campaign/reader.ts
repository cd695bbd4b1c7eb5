import { io, type Socket } from 'socket.io-client';

interface Position {
  readonly epoch: string;
  readonly offset: number;
}

interface Tick extends Position {
  readonly publisher: string;
  readonly n: number;
}

interface Resync extends Position {
  readonly topic: string;
  readonly recovered: boolean;
}

type Ack = { readonly ok: boolean; readonly recovered: boolean } & Position;

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
    this.#socket = io(url, {
      auth: { token },
      transports: ['websocket'],
      forceNew: true,
      reconnectionDelayMax: 2000,
    });
    this.#socket.on('tick', (tick: Tick) => this.#take(tick));
    this.#socket.on('resync', (resync: Resync) => this.#resync(resync));
    this.#socket.on('location:update', (update: { vehicleId: string; timestamp: string }) =>
      this.#move(update),
    );
    this.#socket.on('disconnect', (reason) => {
      this.#subscribed = false;
      if (reason === 'io server disconnect') this.#socket.connect();
    });
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
      this.#ask('subscribe', input, (ack) => this.#subscribe(since, ack)),
      ...this.vehicles.map((vehicleId) => this.#ask('track:vehicle', vehicleId)),
    ]);
  }

  /** Called within the answer: what was missed may stand in the same read behind it. */
  #subscribe(since: Position | undefined, { recovered, epoch, offset }: Ack): void {
    this.#subscribed = true;
    if (since !== undefined && !recovered) this.notRecovered += 1;
    if (since === undefined || !recovered) this.#position = { epoch, offset };
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
