import { type Announcement, DEFAULT_TENANT, Id, TenantId } from '@waycast/contract';
import type { Server as SocketIoServer } from 'socket.io';
import { z } from 'zod';
import { announce } from './announce.ts';
import { emitToCompany } from './emit-to-company.ts';
import { decodeBy } from './kernel/invalid.ts';
import type { Live } from './ports/live.ts';
import type { OrderDesk } from './ports/order-desk.ts';
import type { Viewers } from './ports/viewers.ts';

/** Whose drivers, users, companies or orders are meant; those of the default tenant when absent. */
export interface TenantOption {
  readonly tenant?: string;
}

/** This server's traffic with Redis since it started; all zero without Redis. */
export interface PubSubStats {
  /** Distinct channels subscribed now. */
  readonly channels: number;
  /** Listeners on them. */
  readonly subscriptions: number;
  readonly published: number;
  readonly received: number;
  readonly errors: number;
}

/** What an embedding application calls. Each rejects with WaycastError `invalid` for ids that are none. */
export interface Library {
  /** The Socket.IO server, for the application's own rooms and events. */
  readonly io: SocketIoServer;
  /** Sends a message to every driver of the tenant; resolves to its offset in the topic `drivers`. */
  broadcastToAllDrivers(message: z.infer<typeof Announcement>, options?: TenantOption): Promise<number>;
  /** The same to everyone who is not a driver, on the topic `users`. */
  broadcastToAllUsers(message: z.infer<typeof Announcement>, options?: TenantOption): Promise<number>;
  /** Sends an event of the application's own name to a company's followers; resolves to its offset in `company:{id}`. */
  emitToCompany(companyId: string, event: string, data: object, options?: TenantOption): Promise<number>;
  /** Takes the order's lock for ORDER_LOCK_TTL seconds; false while another driver holds it. */
  tryLockOrder(orderId: string, driverId: string, options?: TenantOption): Promise<boolean>;
  /** Gives the lock back; false when the driver does not hold it. */
  releaseOrderLock(orderId: string, driverId: string, options?: TenantOption): Promise<boolean>;
  /** How many drivers look at the order now, on all servers. */
  getOrderViewerCount(orderId: string, options?: TenantOption): Promise<number>;
  getPubSubStats(): PubSubStats;
}

export interface LibraryParts {
  readonly io: SocketIoServer;
  readonly live: Live;
  readonly orders: Pick<OrderDesk, 'tryLock' | 'releaseLock'>;
  readonly viewers: Pick<Viewers, 'count'>;
  /** Absent without Redis. */
  readonly redisCounts?: (() => PubSubStats) | undefined;
}

const Tenant = z.object({ tenant: TenantId.default(DEFAULT_TENANT) });
const Order = Tenant.extend({ orderId: Id });
const OrderLock = Order.extend({ driverId: Id });

/** The functions over this server's parts. */
export function createLibrary({ io, live, orders, viewers, redisCounts }: LibraryParts): Library {
  return {
    io,
    broadcastToAllDrivers: (message, options) => announce(live, 'drivers', message, options?.tenant),
    broadcastToAllUsers: (message, options) => announce(live, 'users', message, options?.tenant),
    emitToCompany: (companyId, event, data, options) =>
      emitToCompany(live, companyId, event, data, options?.tenant),
    async tryLockOrder(orderId, driverId, options) {
      const lock = decodeBy(OrderLock, { orderId, driverId, ...options });
      return orders.tryLock(lock.tenant, lock.orderId, lock.driverId);
    },
    async releaseOrderLock(orderId, driverId, options) {
      const lock = decodeBy(OrderLock, { orderId, driverId, ...options });
      return orders.releaseLock(lock.tenant, lock.orderId, lock.driverId);
    },
    async getOrderViewerCount(orderId, options) {
      const order = decodeBy(Order, { orderId, ...options });
      return viewers.count({ kind: 'order', tenant: order.tenant, id: order.orderId });
    },
    getPubSubStats: () => pubSubStats(redisCounts?.()),
  };
}

const NO_TRAFFIC: PubSubStats = { channels: 0, subscriptions: 0, published: 0, received: 0, errors: 0 };

function pubSubStats(counts = NO_TRAFFIC): PubSubStats {
  const { channels, subscriptions, published, received, errors } = counts;
  return { channels, subscriptions, published, received, errors };
}
