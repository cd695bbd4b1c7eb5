import type { TenantChange, TenantLimits } from '@waycast/contract';
import { LRUCache } from 'lru-cache';
import type { Clock } from '../../ports/clock.ts';
import type { TenantSettings, Tenants } from '../../ports/tenants.ts';
import { readJson, readNullableNumber, readText } from './cells.ts';
import type { Database, Row, Statement } from './database.ts';

/** How long another server's change may go unnoticed. */
const CACHE_MS = 10_000;
const MAX_CACHED = 10_000;

const READ: Statement = {
  name: 'tenant-settings',
  text: 'select time_zone, speed_limit_mps, limits from tenants where tenant_id = $1',
};

/** $2 and $4 tell which of the two are changed. */
const CHANGE: Statement = {
  name: 'change-tenant',
  text: `insert into tenants (tenant_id, time_zone, speed_limit_mps) values ($1, coalesce($3, 'UTC'), $5)
  on conflict (tenant_id) do update set
    time_zone = case when $2::boolean then excluded.time_zone else tenants.time_zone end,
    speed_limit_mps = case when $4::boolean then excluded.speed_limit_mps else tenants.speed_limit_mps end,
    updated_at = now()
  returning time_zone, speed_limit_mps, limits`,
};

interface Known {
  readonly settings: TenantSettings;
  readonly at: number;
}

/** Settings in the table `tenants`; `limits` are those of a tenant that has none of its own. */
export class PostgresTenants implements Tenants {
  readonly #database: Database;
  readonly #clock: Clock;
  readonly #limits: TenantLimits;
  readonly #known = new LRUCache<string, Known>({ max: MAX_CACHED });
  readonly #reading = new Map<string, Promise<TenantSettings>>();

  constructor(database: Database, clock: Clock, limits: TenantLimits) {
    this.#database = database;
    this.#clock = clock;
    this.#limits = limits;
  }

  async settings(tenant: string): Promise<TenantSettings> {
    const known = this.#known.get(tenant);
    if (known !== undefined && this.#clock.now() - known.at < CACHE_MS) return known.settings;
    try {
      return await this.#readOnce(tenant);
    } catch (error) {
      if (known === undefined) throw error;
      return known.settings;
    }
  }

  async change(tenant: string, { timeZone, speedLimitMps }: TenantChange): Promise<TenantSettings> {
    const [row = {}] = await this.#database.query(CHANGE, [
      tenant,
      timeZone !== undefined,
      timeZone ?? null,
      speedLimitMps !== undefined,
      speedLimitMps ?? null,
    ]);
    // A reading that began before may not have seen it.
    this.#reading.delete(tenant);
    return this.#keep(tenant, this.#settingsOf(row));
  }

  /** Many ask at once when a tenant's settings have become old. */
  #readOnce(tenant: string): Promise<TenantSettings> {
    const underWay = this.#reading.get(tenant);
    if (underWay !== undefined) return underWay;
    const isNewest = (): boolean => this.#reading.get(tenant) === reading;
    const reading = this.#database
      .query(READ, [tenant])
      .then(([row]) => this.#settingsOf(row))
      .then((settings) => (isNewest() ? this.#keep(tenant, settings) : settings))
      .finally(() => {
        if (isNewest()) this.#reading.delete(tenant);
      });
    this.#reading.set(tenant, reading);
    return reading;
  }

  #keep(tenant: string, settings: TenantSettings): TenantSettings {
    this.#known.set(tenant, { settings, at: this.#clock.now() });
    return settings;
  }

  #settingsOf(row: Row | undefined): TenantSettings {
    if (row === undefined) return { timeZone: 'UTC', speedLimitMps: null, ...this.#limits };
    return {
      timeZone: readText(row, 'time_zone'),
      speedLimitMps: readNullableNumber(row, 'speed_limit_mps'),
      ...limitsOf(readJson(row, 'limits') ?? {}, this.#limits),
    };
  }
}

/** An operator writes them by hand: what is no whole number does not count. */
function limitsOf(own: Readonly<Record<string, unknown>>, defaults: TenantLimits): TenantLimits {
  const limits = { ...defaults };
  for (const name of Object.keys(defaults) as (keyof TenantLimits)[]) {
    const value = own[name];
    if (typeof value === 'number' && Number.isInteger(value) && value >= 0) limits[name] = value;
  }
  return limits;
}
