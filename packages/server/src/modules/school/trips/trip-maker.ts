import type { Clock } from '../../../ports/clock.ts';
import type { Log } from '../../../ports/log.ts';
import type { SchoolTenants } from '../../../ports/school-tenants.ts';
import { daysToMake, type MaterialiseParts, materialise } from './materialise.ts';

/** Between two looks at all tenants: days begin, and another server may have ended in the midst of it. */
const ROUND_MS = 60_000;
/** A tenant whose day goes on is looked at so often. */
const AGAIN_MS = 30 * 60_000;
/** Changes of a plan come in rows. */
const SETTLE_MS = 1000;
const TENANTS_AT_ONCE = 200;
/** Tenants whose last look is remembered; those beyond it are looked at in each round. */
const REMEMBERED = 10_000;

export interface TripMakerParts extends MaterialiseParts {
  readonly schoolTenants: SchoolTenants;
  readonly clock: Clock;
  readonly log: Log;
}

interface Look {
  readonly today: string;
  readonly at: number;
}

/**
 * Keeps the trips of today and tomorrow as they are planned: of a tenant whose plan has just changed here a moment
 * later, of all others in rounds. One tenant at a time.
 */
export class TripMaker {
  readonly #parts: TripMakerParts;
  readonly #changed = new Set<string>();
  readonly #looks = new Map<string, Look>();
  #cancelRound: () => void;
  #cancelChanged: (() => void) | undefined;
  #working: Promise<void> = Promise.resolve();
  #closed = false;

  constructor(parts: TripMakerParts) {
    this.#parts = parts;
    this.#cancelRound = parts.clock.after(0, () => this.#roundAndGoOn());
  }

  /** The plan of a tenant was changed on this server. */
  planChanged(tenant: string): void {
    if (this.#closed) return;
    this.#changed.add(tenant);
    this.#cancelChanged ??= this.#parts.clock.after(SETTLE_MS, () => {
      this.#cancelChanged = undefined;
      this.#enqueue(() => this.#makeChanged());
    });
  }

  /** Resolves when what is under way is done. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#cancelRound();
    this.#cancelChanged?.();
    await this.#working;
    this.#cancelRound();
  }

  #roundAndGoOn(): void {
    this.#enqueue(() => this.#round());
    this.#enqueue(async () => {
      if (!this.#closed) this.#cancelRound = this.#parts.clock.after(ROUND_MS, () => this.#roundAndGoOn());
    });
  }

  #enqueue(work: () => Promise<void>): void {
    this.#working = this.#working.then(work).catch((error) => {
      this.#parts.log.warn({ err: error }, 'could not make the trips of a plan; trying again');
    });
  }

  async #makeChanged(): Promise<void> {
    for (const tenant of this.#changed) {
      this.#changed.delete(tenant);
      try {
        await this.#make(tenant, true);
      } catch (error) {
        this.#changed.add(tenant);
        this.#looks.delete(tenant);
        throw error;
      }
    }
  }

  async #round(): Promise<void> {
    await this.#makeChanged();
    let after: string | undefined;
    for (;;) {
      const some = await this.#parts.schoolTenants.withSchedules(TENANTS_AT_ONCE, after);
      for (const tenant of some) if (!this.#closed) await this.#makeIfDue(tenant);
      after = some.at(-1);
      if (some.length < TENANTS_AT_ONCE || this.#closed) return;
    }
  }

  async #makeIfDue(tenant: string): Promise<void> {
    const { tenants, clock } = this.#parts;
    const look = this.#looks.get(tenant);
    const [today] = await daysToMake(tenants, tenant, clock.now());
    if (look !== undefined && look.today === today && clock.now() - look.at < AGAIN_MS) return;
    try {
      await this.#make(tenant, look === undefined);
    } catch (error) {
      // One plan that cannot be read must not keep the trips of all others from being made.
      this.#parts.log.warn({ err: error, tenant }, 'could not make the trips of a plan; trying again');
    }
  }

  async #make(tenant: string, thorough: boolean): Promise<void> {
    const now = this.#parts.clock.now();
    const days = await daysToMake(this.#parts.tenants, tenant, now);
    for (const day of days) await materialise(this.#parts, tenant, day, now, thorough);
    this.#looks.delete(tenant);
    this.#looks.set(tenant, { today: days[0] ?? '', at: now });
    const [oldest] = this.#looks.keys();
    if (this.#looks.size > REMEMBERED && oldest !== undefined) this.#looks.delete(oldest);
  }
}
