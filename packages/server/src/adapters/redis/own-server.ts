import type { Clock } from '../../ports/clock.ts';
import type { Log } from '../../ports/log.ts';
import type { ServerTotals } from '../../ports/presence.ts';
import type { Redis } from './redis.ts';
import { isReachable, onReturn } from './send-all.ts';
import type { ServerRegistry } from './server-registry.ts';
import { SilentServers } from './silent-servers.ts';

/** How soon changed totals are told to the others. */
const TOTALS_TICK_MS = 250;

export interface OwnServerParts {
  readonly redis: Redis;
  readonly registry: ServerRegistry;
  readonly serverId: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly beatMs: number;
  readonly silentAfterMs: number;
  /** Writes everything that this server owns, for it may be gone. */
  readonly rewrite: () => Promise<void>;
  /** Removes what a dead server left; resolves to whether nothing is left. */
  readonly sweep: (deadId: string) => Promise<boolean>;
}

/**
 *   beat (every 5 s, and when Redis comes back): say that we live ─▶ were we missed? write all again ─▶ sweep the dead
 */
export class OwnServer {
  readonly #parts: OwnServerParts;
  readonly #silent: SilentServers;
  readonly #endReturn: () => void;
  #totals: ServerTotals;
  /** What the others were told last. */
  #told: ServerTotals | undefined;
  #beating: Promise<void> | undefined;
  #cancelBeat: () => void;
  /** Beats after which everything is written once more: what others swept while we came back is then restored. */
  #rewrites = 1;
  #ended = false;

  constructor(parts: OwnServerParts) {
    this.#parts = parts;
    this.#silent = new SilentServers(parts.silentAfterMs);
    this.#totals = { id: parts.serverId, connections: 0, drivers: 0, users: 0, viewers: 0 };
    this.#endReturn = onReturn(parts.redis, () => {
      this.#silent.reset();
      this.#rewrites = Math.max(this.#rewrites, 1);
      this.#beat();
    });
    this.#cancelBeat = parts.clock.after(0, () => this.#beat());
  }

  get totals(): ServerTotals {
    return this.#totals;
  }

  /** Something could not be written: all of it is, with the next beat. */
  mistrust(): void {
    this.#rewrites = Math.max(this.#rewrites, 1);
  }

  report(totals: Omit<ServerTotals, 'id'>): void {
    const { connections, drivers, users, viewers } = this.#totals;
    const same =
      totals.connections === connections &&
      totals.drivers === drivers &&
      totals.users === users &&
      totals.viewers === viewers;
    if (same) return;
    const waits = this.#told !== this.#totals;
    this.#totals = { id: this.#totals.id, ...totals };
    if (!waits) this.#schedule(TOTALS_TICK_MS);
  }

  /** The totals of all that have been heard lately, this server's own first. */
  async living(): Promise<ServerTotals[]> {
    const { registry, serverId, silentAfterMs } = this.#parts;
    const { now, servers } = await registry.read();
    const others = [...servers].filter(([id, { at }]) => id !== serverId && now - at < silentAfterMs);
    return [this.#totals, ...others.map(([, { totals }]) => totals)];
  }

  /** Ends the timers; resolves when the beat under way is over. */
  async end(): Promise<void> {
    this.#ended = true;
    this.#endReturn();
    this.#cancelBeat();
    await this.#beating;
  }

  /** The next beat, unless one is under way, which arranges for the next itself. */
  #schedule(delayMs: number): void {
    if (this.#ended || this.#beating !== undefined) return;
    this.#cancelBeat();
    this.#cancelBeat = this.#parts.clock.after(delayMs, () => this.#beat());
  }

  #beat(): void {
    if (this.#ended || this.#beating !== undefined) return;
    this.#cancelBeat();
    this.#beating = this.#beatOnce()
      .catch(this.#failed)
      .finally(() => {
        this.#beating = undefined;
        const soon = isReachable(this.#parts.redis) && this.#told !== this.#totals;
        this.#schedule(soon ? TOTALS_TICK_MS : this.#parts.beatMs);
      });
  }

  async #beatOnce(): Promise<void> {
    const { redis, registry, serverId, clock, silentAfterMs, sweep } = this.#parts;
    if (!isReachable(redis)) return;
    const reading = await registry.read();
    const totals = this.#totals;
    await registry.write(totals);
    this.#told = totals;
    const own = reading.servers.get(serverId);
    if (own === undefined || reading.now - own.at >= silentAfterMs / 2) this.#rewrites = 2;
    await this.#rewriteIfDue();
    for (const id of this.#silent.judge(reading, serverId, clock.now())) {
      if (this.#ended) return;
      if (await sweep(id)) this.#silent.forget(id);
    }
  }

  async #rewriteIfDue(): Promise<void> {
    if (this.#rewrites === 0) return;
    this.#rewrites -= 1;
    try {
      await this.#parts.rewrite();
    } catch (error) {
      this.#rewrites += 1;
      throw error;
    }
  }

  readonly #failed = (error: unknown): void => {
    // Redis went away in the middle; its own state is logged by the connection.
    this.#parts.log.debug({ err: error }, 'the list of servers was not brought up to date');
  };
}
