import { isUnavailable } from '../../../kernel/unavailable.ts';
import type { Clock } from '../../../ports/clock.ts';
import type { Log } from '../../../ports/log.ts';
import type { AskedDriver, Offers } from '../../../ports/offers.ts';
import type { Shift } from '../../../ports/taxi-drivers.ts';
import type { ConnectedDrivers } from './connected-drivers.ts';
import type { KnownSettings } from './known-settings.ts';
import type { OpenRounds } from './open-rounds.ts';

const LOOK_MS = 1000;
/** A phone that changes its network is away for less. */
const GONE_MS = 3000;
/** Rounds of other servers, which may have died since, are looked up so often, and so many of their offers. */
const LOOK_UP_MS = 5000;
const MAX_LOOKED_UP = 10_000;

export interface WatchDriversParts {
  readonly offers: Pick<Offers, 'asked' | 'close' | 'openOf'>;
  readonly settings: KnownSettings;
  readonly connected: ConnectedDrivers;
  readonly rounds: OpenRounds;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * Takes offers back from drivers who cannot take them up any more, so that the order passes on before the round ends:
 * who has no session at any server for some seconds, and who has another order or pauses. Each server watches the
 * rounds that it has made from the moment it makes them, and those of all others, for one of these may have died, as the
 * database tells of them.
 */
export class WatchDrivers {
  readonly #parts: WatchDriversParts;
  readonly #working = new Set<Promise<void>>();
  /** Since when a driver with an offer is missed, epoch ms. */
  #missedSince = new Map<string, number>();
  #elsewhere: Set<AskedDriver> = new Set();
  #cancel: (() => void) | undefined;
  #cancelLookUp: (() => void) | undefined;
  #closed = false;

  constructor(parts: WatchDriversParts) {
    this.#parts = parts;
  }

  /** From now on until `close`, rounds of other servers are watched too. */
  start(): void {
    this.#lookUpLater();
  }

  /** Rounds were made: there is somebody to watch. */
  watch(): void {
    if (this.#closed) return;
    this.#cancel ??= this.#parts.clock.after(LOOK_MS, () => this.#run(() => this.#look()));
  }

  /** A shift has changed, as this server has just seen. */
  changed(shift: Shift): void {
    const isFree = shift.state === 'online' && shift.orderId === null;
    if (!isFree && !this.#closed) this.#run(() => this.#takeBack(shift));
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#cancel?.();
    this.#cancelLookUp?.();
    while (this.#working.size > 0) await Promise.all(this.#working);
  }

  #lookUpLater(): void {
    if (this.#closed) return;
    this.#cancelLookUp = this.#parts.clock.after(LOOK_UP_MS, () => this.#run(() => this.#lookUp()));
  }

  async #lookUp(): Promise<void> {
    const { offers, rounds } = this.#parts;
    try {
      const asked = await offers.asked(MAX_LOOKED_UP);
      this.#elsewhere = new Set(asked.filter((one) => !rounds.knows(one)));
      if (this.#elsewhere.size > 0) this.watch();
    } catch (error) {
      // That the database is away is said where orders are due.
      if (!isUnavailable(error)) throw error;
    } finally {
      this.#lookUpLater();
    }
  }

  async #look(): Promise<void> {
    const { rounds, connected, clock } = this.#parts;
    const missed = new Map<string, number>();
    const asked = Map.groupBy([...rounds.asked(), ...this.#elsewhere], ({ tenant }) => tenant);
    try {
      for (const [tenant, list] of asked) {
        const there = await connected.of(tenant);
        for (const one of list.filter(({ driverId }) => !there.has(driverId))) {
          const key = `${tenant} ${one.driverId}`;
          const since = this.#missedSince.get(key) ?? clock.now();
          if (clock.now() - since < GONE_MS) missed.set(key, since);
          else await this.#vanished(one);
        }
      }
    } finally {
      this.#missedSince = missed;
      this.#cancel = undefined;
      if (asked.size > 0) this.watch();
    }
  }

  async #vanished(asked: AskedDriver): Promise<void> {
    const { offers, rounds } = this.#parts;
    await offers.close(asked.tenant, asked.orderId, asked.driverId, 'vanished');
    rounds.closed(asked);
    this.#elsewhere.delete(asked);
  }

  async #takeBack({ tenant, driverId }: Shift): Promise<void> {
    const { settings, offers } = this.#parts;
    // Then there are no offers to one driver alone, or none since the tenant has changed it.
    if ((await settings.of(tenant)).offers === 'broadcast') return;
    for (const { order } of await offers.openOf(tenant, driverId))
      await offers.close(tenant, order.orderId, driverId, 'vanished');
  }

  #run(work: () => Promise<void>): void {
    const working = work()
      .catch((error) => this.#parts.log.warn({ err: error }, 'could not pass on what a driver was offered'))
      .finally(() => this.#working.delete(working));
    this.#working.add(working);
  }
}
