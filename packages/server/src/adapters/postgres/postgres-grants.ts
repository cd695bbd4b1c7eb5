import { type Grant, WaycastError } from '@waycast/contract';
import type { Clock } from '../../ports/clock.ts';
import type { GrantedVehicle, Grants } from '../../ports/grants.ts';
import { readNullableNumber, readText } from './cells.ts';
import { type Database, type Parameter, type Row, type Statement, StatementError } from './database.ts';
import { timeColumn, timeParameter } from './fix-rows.ts';

const VEHICLES_OF: Statement = {
  name: 'vehicles-of',
  text: `select vehicle_id from grants
  where tenant_id = $1 and subject = $2 and (expires_at is null or expires_at > ${timeParameter(3)})`,
};

const OVER_OF: Statement = {
  name: 'grants-over',
  text: `select given.tenant_id, given.subject, given.vehicle_id
  from jsonb_to_recordset($1::text::jsonb) as given (tenant_id text, subject text, vehicle_id text)
  where not exists (select 1 from grants
    where grants.tenant_id = given.tenant_id collate "C" and grants.subject = given.subject collate "C"
      and grants.vehicle_id = given.vehicle_id collate "C"
      and (expires_at is null or expires_at > ${timeParameter(2)}))`,
};

const LIST: Statement = {
  name: 'list-grants',
  text: `select subject, vehicle_id, ${timeColumn('expires_at')} from grants
  where tenant_id = $1 and ($2::text is null or subject = $2)
    and (expires_at is null or expires_at > ${timeParameter(3)})
  order by subject, vehicle_id`,
};

const PUT: Statement = {
  name: 'put-grant',
  text: `insert into grants (tenant_id, subject, vehicle_id, expires_at) values ($1, $2, $3, ${timeParameter(4)})
  on conflict (tenant_id, subject, vehicle_id) do update set expires_at = excluded.expires_at`,
};

const REMOVE: Statement = {
  name: 'remove-grant',
  text: `delete from grants where tenant_id = $1 and subject = $2 and vehicle_id = $3
  returning expires_at is null or expires_at > ${timeParameter(4)} as in_force`,
};

/** Grants in the table `grants`. */
export class PostgresGrants implements Grants {
  readonly #database: Database;
  readonly #clock: Clock;

  constructor(database: Database, clock: Clock) {
    this.#database = database;
    this.#clock = clock;
  }

  async vehiclesOf(tenant: string, subject: string, now: number): Promise<ReadonlySet<string>> {
    const rows = await this.#ask(VEHICLES_OF, [tenant, subject, now]);
    return new Set(rows.map((row) => readText(row, 'vehicle_id')));
  }

  async overOf(given: readonly GrantedVehicle[], now: number): Promise<GrantedVehicle[]> {
    const keys = given.map(({ tenant, subject, vehicleId }) => ({
      tenant_id: tenant,
      subject,
      vehicle_id: vehicleId,
    }));
    return (await this.#ask(OVER_OF, [JSON.stringify(keys), now])).map((row) => ({
      tenant: readText(row, 'tenant_id'),
      subject: readText(row, 'subject'),
      vehicleId: readText(row, 'vehicle_id'),
    }));
  }

  async list(tenant: string, subject: string | undefined, now: number): Promise<Grant[]> {
    return (await this.#ask(LIST, [tenant, subject ?? null, now])).map(readGrant);
  }

  async put(tenant: string, { subject, vehicleId, expiresAt }: Grant): Promise<void> {
    const expiry = expiresAt == null ? null : Date.parse(expiresAt);
    if (Number.isNaN(expiry)) {
      throw new WaycastError(
        'invalid',
        `expiresAt takes an ISO 8601 time with a zone, or null; it was ${expiresAt}.`,
      );
    }
    await this.#ask(PUT, [tenant, subject, vehicleId, expiry]);
  }

  async remove(tenant: string, subject: string, vehicleId: string): Promise<boolean> {
    const [row] = await this.#ask(REMOVE, [tenant, subject, vehicleId, this.#clock.now()]);
    return row?.in_force === true;
  }

  async #ask(statement: Statement, parameters: readonly Parameter[]): Promise<Row[]> {
    try {
      return await this.#database.query(statement, parameters);
    } catch (error) {
      if (!(error instanceof StatementError && error.blamesValues)) throw error;
      throw new WaycastError('invalid', `The database refuses this grant: ${error.message}.`, {
        cause: error,
      });
    }
  }
}

function readGrant(row: Row): Grant {
  const expiresAt = readNullableNumber(row, 'expires_at');
  return {
    subject: readText(row, 'subject'),
    vehicleId: readText(row, 'vehicle_id'),
    expiresAt: expiresAt === null ? null : new Date(expiresAt).toISOString(),
  };
}
