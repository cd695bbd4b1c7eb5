import { randomUUID } from 'node:crypto';
import pg from 'pg';

const INSERT = `with made as (
    insert into orders (tenant_id, order_id, status, rider_id, pickup, dropoff, passengers, created_at, updated_at,
      expires_at, due_at, round, revision)
    select 'default', $3 || n, 'OFFERED', 'rider-' || n, '{"latitude": 52.66, "longitude": -8.62, "name": "Station"}',
      '{"latitude": 52.7, "longitude": -8.6, "name": null}', 1, now(), now(), now() + interval '1 hour',
      now() + interval '1 hour', 1, 2
    from generate_series(1, $1::integer) n returning *
  ), events as (
    insert into order_events (tenant_id, order_id, revision, change, actor, at, data)
    select tenant_id, order_id, 2, 'offered', 'system', now(), '{}' from made
  )
  insert into order_offers (tenant_id, order_id, driver_id, round, distance_m, pickup_s, offered_at, until_at)
  select tenant_id, order_id, 'driver-' || (row_number() over ()) % $2::integer, 1, 500, 90, now(), expires_at from made`;

const MOMENT = `with moment as (select now() + $1::float8 * interval '1 second' as at), offers as (
    update order_offers set until_at = moment.at from moment
  )
  update orders set expires_at = moment.at, due_at = moment.at from moment`;

/** Orders that were offered to a driver each, some to each driver, in the database of a server. */
export interface ExpiringOrders {
  readonly ids: readonly string[];
  /** Sets when they all expire, so many seconds from now. Resolves to that, epoch ms. */
  expireIn(seconds: number): Promise<number>;
  /** When the last of them was expired, epoch ms; rejects while any is open. */
  lastEnded(): Promise<number>;
  /** Removes them; this one is over. */
  clear(): Promise<void>;
}

export async function openExpiringOrders(
  databaseUrl: string,
  count: number,
  drivers: number,
): Promise<ExpiringOrders> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  // A server remembers what it has told of an order, so that none comes twice.
  const prefix = `order-${randomUUID().slice(0, 8)}-`;
  try {
    await client.query(INSERT, [count, drivers, prefix]);
    await client.query('vacuum analyze orders, order_offers, order_events');
  } catch (error) {
    // Left open, it would end the whole bench when its database stops.
    await client.end();
    throw error;
  }
  const epochMs = (of: string): string => `(extract(epoch from ${of}) * 1000)::float8`;
  return {
    ids: Array.from({ length: count }, (_, n) => `${prefix}${n + 1}`),
    async expireIn(seconds) {
      await client.query(MOMENT, [seconds]);
      const { rows } = await client.query(`select ${epochMs('max(expires_at)')} as at from orders`);
      return rows[0].at;
    },
    async lastEnded() {
      const { rows } = await client.query(
        `select ${epochMs('max(ended_at)')} as at, count(*) filter (where status <> 'EXPIRED')::integer as open from orders`,
      );
      if (rows[0].open > 0) throw new Error(`${rows[0].open} orders have not expired`);
      return rows[0].at;
    },
    async clear() {
      // Not truncated: that waits for whatever the server is at with one of them, and may be what a deadlock ends.
      try {
        for (const table of ['order_offers', 'order_events', 'orders'])
          await client.query(`delete from ${table}`);
      } finally {
        await client.end();
      }
    },
  };
}
