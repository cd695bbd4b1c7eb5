import type { Clock } from '../../../ports/clock.ts';
import type { Log } from '../../../ports/log.ts';
import type { Offers } from '../../../ports/offers.ts';
import type { Shift } from '../../../ports/taxi-drivers.ts';
import type { ConnectedDrivers } from './connected-drivers.ts';
import type { KnownSettings } from './known-settings.ts';
import type { OpenRound, OpenRounds } from './open-rounds.ts';

const LOOK_MS = 1000;
/** A phone that changes its network is away for less. */
const GONE_MS = 3000;

export interface WatchDriversParts {
  readonly offers: Pick<Offers, 'close' | 'openOf'>;
  readonly settings: KnownSettings;
  readonly connected: ConnectedDrivers;
  readonly rounds: OpenRounds;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * Takes offers back from drivers who cannot take them up any more, so that the order passes on before the round ends:
 * who has no session at any server for some seconds, and who has another order or pauses. Each server watches the
 * rounds that it has made; those of a server that dies end by their time.
 */
export class WatchDrivers {
  readonly #parts: WatchDriversParts;
  readonly #working = new Set<Promise<void>>();
  /** Since when a driver with an offer is missed, epoch ms. */
  #missedSince = new Map<string, number>();
  #cancel: (() => void) | undefined;
  #closed = false;

  constructor(parts: WatchDriversParts) {
    this.#parts = parts;
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
    while (this.#working.size > 0) await Promise.all(this.#working);
  }

  async #look(): Promise<void> {
    const { rounds, connected, clock } = this.#parts;
    const missed = new Map<string, number>();
    const open = rounds.byTenant();
    try {
      for (const [tenant, list] of open) {
        const there = await connected.of(tenant);
        for (const { round, driverId } of missing(list, there)) {
          const key = `${tenant} ${driverId}`;
          const since = this.#missedSince.get(key) ?? clock.now();
          if (clock.now() - since < GONE_MS) missed.set(key, since);
          else await this.#vanished(round, driverId);
        }
      }
    } finally {
      this.#missedSince = missed;
      this.#cancel = undefined;
      if (open.size > 0) this.watch();
    }
  }

  async #vanished(round: OpenRound, driverId: string): Promise<void> {
    const { offers, rounds } = this.#parts;
    await offers.close(round.tenant, round.orderId, driverId, 'vanished');
    rounds.closed(round, driverId);
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

/** Drivers with an offer who are not there. */
function missing(rounds: readonly OpenRound[], there: ReadonlySet<string>) {
  return rounds.flatMap((round) =>
    [...round.driverIds].filter((id) => !there.has(id)).map((driverId) => ({ round, driverId })),
  );
}
