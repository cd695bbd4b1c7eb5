import type { Log } from '../../../ports/log.ts';
import type { Shift } from '../../../ports/taxi-drivers.ts';
import { type CarsParts, TenantCars } from './tenant-cars.ts';

/** A tenant's fleet is listened to for so long after somebody has last asked for its cars. */
const NEEDED_MS = 5 * 60_000;

interface Listened {
  readonly cars: TenantCars;
  askedAt: number;
}

/** Cars of the tenants that are asked for: the fleets of all others are not listened to. */
export class Cars {
  readonly #parts: CarsParts & { readonly log: Log };
  readonly #tenants = new Map<string, Listened>();
  readonly #ending = new Set<Promise<void>>();
  #cancelLook: (() => void) | undefined;
  #closed = false;

  constructor(parts: CarsParts & { readonly log: Log }) {
    this.#parts = parts;
  }

  /** Resolves when the tenant's cars are known; `anew` as of now. Rejects with `unavailable`. */
  async of(tenant: string, anew = false): Promise<TenantCars> {
    const { clock } = this.#parts;
    const listened = this.#tenants.get(tenant) ?? { cars: new TenantCars(tenant, this.#parts), askedAt: 0 };
    listened.askedAt = clock.now();
    if (!this.#closed) {
      this.#tenants.set(tenant, listened);
      this.#cancelLook ??= clock.after(NEEDED_MS, () => this.#look());
    }
    await listened.cars.ready(anew);
    return listened.cars;
  }

  changed(shift: Shift): void {
    this.#tenants.get(shift.tenant)?.cars.changed(shift);
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#cancelLook?.();
    for (const [tenant, { cars }] of this.#tenants) this.#end(tenant, cars);
    await Promise.all(this.#ending);
  }

  #look(): void {
    const { clock } = this.#parts;
    for (const [tenant, { cars, askedAt }] of this.#tenants)
      if (clock.now() - askedAt >= NEEDED_MS) this.#end(tenant, cars);
    this.#cancelLook =
      this.#tenants.size === 0 || this.#closed ? undefined : clock.after(NEEDED_MS, () => this.#look());
  }

  #end(tenant: string, cars: TenantCars): void {
    this.#tenants.delete(tenant);
    const ending = cars
      .close()
      .catch((error) => this.#parts.log.warn({ err: error, tenant }, 'could not leave the feed of a fleet'))
      .finally(() => this.#ending.delete(ending));
    this.#ending.add(ending);
  }
}
