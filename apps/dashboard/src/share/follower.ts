import { type Connection, createConnection, type VehicleSubscription, WaycastError } from '@waycast/client';
import type { CurrentShare, LocationUpdate } from '@waycast/contract';
import { FleetStore } from '../fleet/fleet-store.ts';
import type { TrailPoint } from '../fleet/trail.ts';

export type ActiveShare = CurrentShare & { readonly state: 'active' };

/** What the page is about to show. */
export type ShareState =
  | { readonly phase: 'opening'; readonly problem: string | null }
  | { readonly phase: 'showing'; readonly share: ActiveShare; readonly connected: boolean }
  | { readonly phase: 'over'; readonly how: 'expired' | 'ended' | 'revoked'; readonly at: string }
  | { readonly phase: 'no link' };

/** The server's estimate and the link's state are asked for this often; positions come by themselves. */
const ASK_EVERY_MS = 20_000;
const ASK_AGAIN_MS = 3_000;
/** Who drives an order or runs a trip, and how far it is, is only told to whoever asks. */
const ASK_RIDE_MS = 5_000;

/** Follows what one share link opens, until `stop`. */
export class ShareFollower {
  readonly store = new FleetStore();
  readonly #connection: Connection;
  /** Apart from the connection, which takes a refused token for bad: the server says why to whoever asks again. */
  readonly #http: Connection['http'];
  readonly #listeners = new Set<() => void>();
  #state: ShareState = { phase: 'opening', problem: null };
  #trail: readonly TrailPoint[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;
  #stopListening: (() => void) | undefined;
  #followed: VehicleSubscription | undefined;
  #stopped = false;
  #offsetMs = 0;
  #askedAtMs = 0;

  constructor(url: string, token: string) {
    this.#connection = createConnection({ url, token });
    this.#http = createConnection({ url, token }).http;
  }

  get state(): ShareState {
    return this.#state;
  }

  /** The way before this page was opened, oldest first; empty where the link shows none. */
  get trail(): readonly TrailPoint[] {
    return this.#trail;
  }

  /** The server's time, epoch ms: ages are honest although a phone's clock is wrong. */
  readonly now = (): number => Date.now() + this.#offsetMs;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  start(): void {
    this.#stopped = false;
    this.#stopListening = this.#connection.onState(({ phase }) => {
      if (this.#state.phase === 'showing') this.#tell({ ...this.#state, connected: phase === 'open' });
      // Refused for good: the server knows whether the link is over.
      if (phase === 'closed' && !this.#stopped && this.#followed !== undefined)
        this.#askIn(this.#askedAtMs + ASK_AGAIN_MS - Date.now());
    });
    this.ask();
  }

  stop(): void {
    this.#stopped = true;
    this.#followed = undefined;
    clearTimeout(this.#timer);
    this.#stopListening?.();
    this.#connection.close();
  }

  /** Asks the server now, and again in a while. */
  ask(): void {
    clearTimeout(this.#timer);
    this.#askedAtMs = Date.now();
    // Every failure is a state of the page.
    void this.#ask().then((afterMs) => {
      if (!this.#stopped) this.#askIn(afterMs);
    });
  }

  #askIn(afterMs: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.ask(), Math.max(0, afterMs));
  }

  /** Resolves to when to ask again. */
  async #ask(): Promise<number> {
    try {
      const sentMs = Date.now();
      const share = await this.#http.currentShare();
      if (this.#stopped) return ASK_EVERY_MS;
      if (share.state !== 'active') this.#end({ phase: 'over', how: share.state, at: share.at });
      else this.#show(share, (sentMs + Date.now()) / 2);
      return share.state === 'active' && share.kind !== 'vehicle' ? ASK_RIDE_MS : ASK_EVERY_MS;
    } catch (error) {
      if (error instanceof WaycastError && error.code === 'unauthenticated') this.#end({ phase: 'no link' });
      else if (this.#state.phase === 'opening')
        this.#tell({ phase: 'opening', problem: 'The server cannot be reached. Trying again …' });
      // While no vehicle is shown nothing else notices.
      else if (this.#state.phase === 'showing' && this.#state.share.vehicleId === null)
        this.#tell({ ...this.#state, connected: false });
      return ASK_AGAIN_MS;
    }
  }

  #show(share: ActiveShare, askedAtMs: number): void {
    this.#offsetMs = Date.parse(share.serverTime) - askedAtMs;
    if (share.location !== null) this.#take(share.location);
    // While no vehicle is shown there is nothing to be connected for.
    const connected = share.vehicleId === null || this.#connection.state.phase === 'open';
    this.#tell({ phase: 'showing', share, connected });
    this.#follow(share);
  }

  /** The vehicle of the link, which is another one where its order or trip was given to another. */
  #follow({ vehicleId, trailFrom }: ActiveShare): void {
    const first = this.#followed === undefined;
    if (this.#followed !== undefined && this.#followed.vehicleId !== vehicleId) {
      this.#followed.close();
      this.#followed = undefined;
      // What a link opens is settled when a connection is made.
      this.#connection.close();
    }
    if (vehicleId === null) return;
    if (this.#connection.state.phase === 'closed') this.#connection.connect();
    if (this.#followed !== undefined) return;
    const take = (location: LocationUpdate | null): void => {
      if (location !== null) this.#take(location);
    };
    this.#followed = this.#connection.trackVehicle(vehicleId, take, {
      onError: () => {
        this.#followed = undefined;
        this.#askIn(ASK_AGAIN_MS);
      },
    });
    this.#connection.connect();
    if (first && trailFrom !== null) void this.#fetchTrail();
  }

  async #fetchTrail(): Promise<void> {
    try {
      const { points } = await this.#http.shareTrail();
      this.#trail = points.map(({ time, ...at }) => ({ ...at, time: Date.parse(time), speed: null }));
      this.#ring();
    } catch (error) {
      console.warn('The way so far could not be loaded; the page goes on without it.', error);
    }
  }

  #take(location: LocationUpdate): void {
    this.store.apply([location], performance.now());
  }

  #end(state: ShareState): void {
    this.stop();
    this.#tell(state);
  }

  #tell(state: ShareState): void {
    this.#state = state;
    this.#ring();
  }

  #ring(): void {
    for (const listener of this.#listeners) listener();
  }
}
