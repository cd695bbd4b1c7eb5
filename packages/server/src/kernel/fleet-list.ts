import { LRUCache } from 'lru-cache';
import type { Clock } from '../ports/clock.ts';
import type { History, TenantFix } from '../ports/history.ts';
import type { KeyedState, Live } from '../ports/live.ts';
import type { Log } from '../ports/log.ts';

/** What history knows of a fleet changes only by what live knows better, so that it may be some seconds old. */
const PAST_MAX_AGE_MS = 5_000;
const MAX_TENANTS = 16;

interface Past {
  readonly readAt: number;
  readonly states: Promise<ReadonlyMap<string, KeyedState>>;
}

export interface FleetListParts {
  readonly live: Live;
  readonly history: Pick<History, 'lastOfAll'>;
  readonly clock: Clock;
  readonly log: Log;
  /** What a fix from history stands for now. */
  readonly stateOf: (fix: TenantFix['fix']) => KeyedState;
}

/** All vehicles of a tenant, each with its newest position. */
export class FleetList {
  readonly #parts: FleetListParts;
  readonly #pasts = new LRUCache<string, Past>({ max: MAX_TENANTS });

  constructor(parts: FleetListParts) {
    this.#parts = parts;
  }

  /** What live holds and, where live forgets, what history knows of the rest. */
  async of(tenant: string): Promise<readonly KeyedState[]> {
    const { live, log } = this.#parts;
    const present = await live.list(tenant, 'vehicle');
    if (!live.forgets) return present;
    try {
      const all = new Map<string, KeyedState>(await this.#pastOf(tenant));
      for (const state of present) all.set(state.topic.id, state);
      return [...all.values()];
    } catch (error) {
      // Dashboards must not go dark with the database: those who moved lately are there.
      log.warn({ err: error, tenant }, 'listed a fleet without the vehicles that only history knows');
      return present;
    }
  }

  #pastOf(tenant: string): Promise<ReadonlyMap<string, KeyedState>> {
    const now = this.#parts.clock.now();
    const known = this.#pasts.get(tenant);
    if (known !== undefined && now - known.readAt < PAST_MAX_AGE_MS) return known.states;
    const past: Past = { readAt: now, states: this.#read(tenant) };
    this.#pasts.set(tenant, past);
    past.states.catch(() => {
      if (this.#pasts.get(tenant) === past) this.#pasts.delete(tenant);
    });
    return past.states;
  }

  async #read(tenant: string): Promise<ReadonlyMap<string, KeyedState>> {
    const states = new Map<string, KeyedState>();
    for await (const chunk of this.#parts.history.lastOfAll(tenant)) {
      for (const { fix } of chunk) states.set(fix.vehicleId, this.#parts.stateOf(fix));
    }
    return states;
  }
}
