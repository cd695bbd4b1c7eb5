import { DEFAULT_TAXI_SETTINGS, TaxiSettings } from '@waycast/contract';
import type { TaxiSettingsStore } from '../../../ports/taxi-settings.ts';
import type { Database, Statement } from '../database.ts';

const GET: Statement = {
  name: 'get-taxi-settings',
  text: 'select settings from taxi_settings where tenant_id = $1',
};

const PUT: Statement = {
  name: 'put-taxi-settings',
  returns: 'nothing',
  text: `insert into taxi_settings (tenant_id, settings) values ($1, $2::text::jsonb)
  on conflict (tenant_id) do update set settings = excluded.settings, updated_at = now()`,
};

/** How tenants dispatch, in the table `taxi_settings`. */
export class PostgresTaxiSettings implements TaxiSettingsStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** What a later version asks besides is at its default. */
  async get(tenant: string): Promise<TaxiSettings> {
    const [row] = await this.#database.query(GET, [tenant]);
    const stored = typeof row?.['settings'] === 'object' ? row['settings'] : {};
    return TaxiSettings.parse({ ...DEFAULT_TAXI_SETTINGS, ...stored });
  }

  async put(tenant: string, settings: TaxiSettings): Promise<void> {
    await this.#database.query(PUT, [tenant, JSON.stringify(settings)]);
  }
}
