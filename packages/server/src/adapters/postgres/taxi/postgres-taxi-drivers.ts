import { WaycastError } from '@waycast/contract';
import type { Shift, TaxiDrivers } from '../../../ports/taxi-drivers.ts';
import type { Database, Row, Statement } from '../database.ts';
import { CLOCK } from '../sql-times.ts';
import type { TaxiNews } from './taxi-news.ts';
import { readShift, shift } from './written.ts';

/** Judged on the newest row, also after waiting for an acceptance: no driver with an order goes off. */
const PUT: Statement = {
  name: 'put-shift',
  text: `with put as (
    insert into taxi_drivers as d (tenant_id, driver_id, state, vehicle_id, since, idle_since)
    select $1, $2, $3, $4, clock.at, clock.at
    from ${CLOCK}
    on conflict (tenant_id, driver_id) do update set state = excluded.state,
      vehicle_id = case when $5::boolean then d.vehicle_id else excluded.vehicle_id end,
      since = case when d.state = excluded.state then d.since else excluded.since end,
      idle_since = case when excluded.state = 'online' and d.state <> 'online' and d.order_id is null
        then excluded.idle_since else d.idle_since end
    where excluded.state <> 'off' or d.order_id is null
    returning *
  )
  select ${shift('d')} as shift from put d`,
};

const GET: Statement = {
  name: 'get-shift',
  text: `select ${shift('d')} as shift from taxi_drivers d where d.tenant_id = $1 and d.driver_id = $2`,
};

const ON_SHIFT: Statement = {
  name: 'shifts',
  text: `select ${shift('d')} as shift from taxi_drivers d
  where d.tenant_id = $1 and d.state <> 'off' order by d.driver_id`,
};

const FREE: Statement = {
  name: 'free-shifts',
  text: `select ${shift('d')} as shift from taxi_drivers d
  where d.tenant_id = $1 and d.driver_id in (select jsonb_array_elements_text($2::text::jsonb))
    and d.state = 'online' and d.order_id is null`,
};

/** Of two who say that they drive the same vehicle, who has an order, or came last. */
const OF_VEHICLES: Statement = {
  name: 'shifts-of-vehicles',
  text: `select distinct on (d.vehicle_id) ${shift('d')} as shift from taxi_drivers d
  where d.tenant_id = $1 and d.vehicle_id in (select jsonb_array_elements_text($2::text::jsonb)) and d.state <> 'off'
  order by d.vehicle_id, d.order_id is null, d.since desc, d.driver_id`,
};

/** Shifts in the table `taxi_drivers`. */
export class PostgresTaxiDrivers implements TaxiDrivers {
  readonly #database: Database;
  readonly #news: TaxiNews;

  constructor(database: Database, news: TaxiNews) {
    this.#database = database;
    this.#news = news;
  }

  async put(
    tenant: string,
    driverId: string,
    state: Shift['state'],
    vehicleId: string | null | undefined,
  ): Promise<Shift> {
    const keeps = vehicleId === undefined;
    const [put] = await this.#ask(PUT, [tenant, driverId, state, vehicleId ?? null, keeps]);
    if (put === undefined) throw await this.#stillDriving(tenant, driverId);
    this.#news.shifts.tell(put);
    return put;
  }

  async get(tenant: string, driverId: string): Promise<Shift | undefined> {
    return (await this.#ask(GET, [tenant, driverId]))[0];
  }

  onShift(tenant: string): Promise<Shift[]> {
    return this.#ask(ON_SHIFT, [tenant]);
  }

  async freeAmong(tenant: string, driverIds: readonly string[]): Promise<Shift[]> {
    return driverIds.length === 0 ? [] : this.#ask(FREE, [tenant, JSON.stringify(driverIds)]);
  }

  async ofVehicles(tenant: string, vehicleIds: readonly string[]): Promise<Shift[]> {
    return vehicleIds.length === 0 ? [] : this.#ask(OF_VEHICLES, [tenant, JSON.stringify(vehicleIds)]);
  }

  onChanged(listener: (shift: Shift) => void): () => void {
    return this.#news.shifts.add(listener);
  }

  async #ask(
    statement: Statement,
    parameters: readonly (string | number | boolean | null)[],
  ): Promise<Shift[]> {
    const rows: Row[] = await this.#database.query(statement, parameters);
    return rows.map((row) => readShift(row['shift']));
  }

  async #stillDriving(tenant: string, driverId: string): Promise<WaycastError> {
    const orderId = (await this.get(tenant, driverId))?.orderId ?? 'that has just ended';
    return new WaycastError(
      'conflict',
      `driver ${driverId} has order ${orderId}; complete it or give it back, then go off`,
    );
  }
}
