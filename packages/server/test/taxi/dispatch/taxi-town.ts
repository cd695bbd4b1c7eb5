import type { DriverOffers, Order, OrderChange, Subject, TaxiSettings } from '@waycast/contract';
import { DEFAULT_TAXI_SETTINGS } from '@waycast/contract';
import pg from 'pg';
import { freshDatabase } from '../../../../../test/fixtures/database.ts';
import { until } from '../../../../../test/fixtures/until.ts';
import { createMemoryLive } from '../../../src/adapters/memory/live.ts';
import { createMemoryPresence } from '../../../src/adapters/memory/presence.ts';
import type { PostgresStore } from '../../../src/adapters/postgres/open-postgres.ts';
import { straightLine } from '../../../src/adapters/routing/straight-line.ts';
import { createDispatcher } from '../../../src/modules/taxi/dispatch/create-dispatcher.ts';
import type { Dispatcher } from '../../../src/modules/taxi/dispatch/dispatcher.ts';
import { orderAnswer } from '../../../src/modules/taxi/order-answer.ts';
import type { StoredOrder } from '../../../src/ports/orders.ts';
import type { TaxiDesk } from '../../../src/ports/taxi-desk.ts';
import { openStore, recordingLog } from '../../adapters/postgres/stores.ts';
import { createManualClock } from '../../manual-clock.ts';

const MIDDLE = { latitude: 52.5, longitude: 13.4 };
const METRES_A_DEGREE = 111_195;
/** Of which nobody ever says that it is too old. */
const FAR_AHEAD_MS = 3_600_000;
/** The database's time runs: no round ends by it while a test looks, however slow the machine is. See `endRound`. */
const NO_ROUND_ENDS = { roundS: 300 };

/** A place so many metres north of the town's middle. */
export function north(metres: number) {
  return { latitude: MIDDLE.latitude + metres / METRES_A_DEGREE, longitude: MIDDLE.longitude };
}

/** One server of the town: its own store, dispatcher and desk. */
export interface TownServer {
  readonly store: PostgresStore;
  readonly dispatcher: Dispatcher;
  readonly desk: TaxiDesk;
  /** Order ids by change, as this server told them. */
  readonly changes: { readonly orderId: string; readonly change: OrderChange }[];
}

/**
 * A town with drivers, over a real database, whose time runs, and live and presence in memory. The servers' clock stands
 * until it is moved.
 */
export async function openTown() {
  const url = await freshDatabase();
  const clock = createManualClock();
  const live = createMemoryLive();
  const presence = createMemoryPresence({ serverId: 'one', clock });
  const { log, lines } = recordingLog();
  const sql = new pg.Client({ connectionString: url });
  const servers: TownServer[] = [];
  await sql.connect();
  let tenant = 'default';
  let tenants = 0;

  async function openServer(): Promise<TownServer> {
    const store = await openStore({ url });
    const dispatcher = createDispatcher({ ...store, live, presence, routing: straightLine, clock, log });
    const changes: { orderId: string; change: OrderChange }[] = [];
    store.orders.onChanged(({ orderId }, change) => changes.push({ orderId, change }));
    const desk = dispatcher.start({
      newest: (of, id) => live.get({ tenant: of, family: 'vehicle', id }),
      orderOf: async ({ tenant: of }, orderId): Promise<Order> => {
        const order = await store.orders.get(of, orderId);
        if (order === undefined) throw new Error(`no order ${orderId}`);
        return orderAnswer(order);
      },
      mayDrive: async ({ vehicles }, vehicleId) => vehicles.has(vehicleId),
    });
    const server = { store, dispatcher, desk, changes };
    servers.push(server);
    return server;
  }

  const one = await openServer();
  const { store } = one;

  return {
    ...{ clock, live, presence, sql, lines, one, openServer },
    get tenant() {
      return tenant;
    },
    /** From now on all is about a tenant of its own. */
    async begin(settings: Partial<TaxiSettings> = {}) {
      tenants += 1;
      tenant = `t${tenants}`;
      await store.taxiSettings.put(tenant, { ...DEFAULT_TAXI_SETTINGS, ...NO_ROUND_ENDS, ...settings });
    },
    /** A driver at work in the vehicle `car-{id}`, connected. */
    async driver(
      id: string,
      place: { latitude: number; longitude: number },
      at = clock.now() + FAR_AHEAD_MS,
    ) {
      await presence.open({
        socketId: `${tenant}-${id}`,
        subject: { id, tenant, roles: new Set(['driver'] as const) },
        connectedAt: clock.now(),
        userAgent: undefined,
      });
      await this.report(`car-${id}`, place, at);
      await store.taxiDrivers.put(tenant, id, 'online', `car-${id}`);
    },
    async report(vehicleId: string, place: { latitude: number; longitude: number }, at: number) {
      await live.set([
        {
          topic: { tenant, family: 'vehicle', id: vehicleId },
          event: 'location:update',
          data: { vehicleId, ...place, accuracy: 5, status: 'ONLINE', timestamp: new Date(at).toISOString() },
          version: at,
          announce: 'now',
          whenAbsent: 'store',
        },
      ]);
    },
    async order(orderId: string, pickup = north(0), expiresAfterS = 300, at: PostgresStore = store) {
      const created = await at.orders.create({
        ...{ tenant, orderId, riderId: 'r-1', pickup, dropoff: north(5000), note: null, passengers: 1 },
        expiresAt: Date.now() + expiresAfterS * 1000,
        by: 'rider:r-1',
        idempotency: null,
      });
      if (created.outcome !== 'created') throw new Error(created.outcome);
      return created.order;
    },
    get: async (orderId: string) => (await store.orders.get(tenant, orderId)) as StoredOrder,
    async asked(orderId: string) {
      return (await store.offers.driversOf(tenant, orderId)).open;
    },
    /** What the driver's followers were told last. */
    async told(id: string) {
      const state = await live.get({ tenant, family: 'offers', id });
      return state?.data as DriverOffers | undefined;
    },
    /** The database's time is past the end of the order's round. */
    async endRound(orderId: string) {
      const mine = [tenant, orderId];
      await sql.query(
        'update order_offers set until_at = now() where tenant_id = $1 and order_id = $2',
        mine,
      );
      await sql.query('update orders set due_at = now() where tenant_id = $1 and order_id = $2', mine);
    },
    /** Moves the clock in steps of a second until it is so. */
    meanwhile<T>(
      what: string,
      ask: () => Promise<T | undefined | false> | T | undefined | false,
    ): Promise<T> {
      return until(what, async () => {
        const answer = await ask();
        if (answer === undefined || answer === false) clock.advance(1000);
        return answer;
      });
    },
    /** The server is there no more: what it watched nobody watches. */
    async end(server: TownServer) {
      servers.splice(servers.indexOf(server), 1);
      await server.dispatcher.close();
      await server.store.close();
    },
    async close() {
      for (const server of servers) await server.dispatcher.close();
      for (const server of servers) await server.store.close();
      await sql.end();
      await presence.end();
    },
  };
}

export type Town = Awaited<ReturnType<typeof openTown>>;

export function subject(id: string, tenant: string, vehicles: readonly string[] = []): Subject {
  return { id, tenant, roles: new Set(['driver']), vehicles: new Set(vehicles), expiresAt: Number.MAX_VALUE };
}
