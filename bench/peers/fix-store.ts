import pg from 'pg';

/** A fix as devices report it. */
export interface Fix {
  readonly vehicleId: string;
  readonly latitude: number;
  readonly longitude: number;
  readonly accuracy: number;
  readonly speed: number;
  readonly heading: number;
  readonly timestamp: string;
}

const TABLE = `create table if not exists locations (
  vehicle_id text not null,
  time timestamptz not null,
  latitude double precision not null,
  longitude double precision not null,
  accuracy double precision,
  speed double precision,
  heading double precision,
  primary key (vehicle_id, time)
)`;
const COLUMNS = '(vehicle_id, time, latitude, longitude, accuracy, speed, heading)';
const ONE = `insert into locations ${COLUMNS} values ($1, $2, $3, $4, $5, $6, $7) on conflict do nothing`;
const MANY = `insert into locations ${COLUMNS}
  select * from unnest($1::text[], $2::timestamptz[], $3::float8[], $4::float8[], $5::float8[], $6::float8[],
    $7::float8[]) on conflict do nothing`;

/** The peers' table: one row for each vehicle and time, as ours. */
export class FixStore {
  readonly #pool: pg.Pool;

  private constructor(url: string) {
    this.#pool = new pg.Pool({ connectionString: url, max: 20 });
  }

  static async open(url: string): Promise<FixStore> {
    const store = new FixStore(url);
    await store.#pool.query(TABLE);
    return store;
  }

  /** Resolves when it is committed. */
  async insert(fix: Fix): Promise<void> {
    await this.#pool.query({ name: 'one', text: ONE, values: valuesOf(fix) });
  }

  /** All in one statement; resolves when they are committed. */
  async insertAll(fixes: readonly Fix[]): Promise<void> {
    const rows = fixes.map(valuesOf);
    const columns = Array.from({ length: 7 }, (_, column) => rows.map((row) => row[column]));
    await this.#pool.query({ name: 'many', text: MANY, values: columns });
  }
}

function valuesOf(fix: Fix): (string | number)[] {
  return [fix.vehicleId, fix.timestamp, fix.latitude, fix.longitude, fix.accuracy, fix.speed, fix.heading];
}
