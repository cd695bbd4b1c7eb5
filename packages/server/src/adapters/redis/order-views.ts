import { keyName } from '@waycast/contract';
import { ownName } from './names.ts';
import type { Redis } from './redis.ts';
import { listOf, numberOf } from './replies.ts';
import { loadScript } from './scripts.ts';
import type { KeyedCommand } from './send-all.ts';

/** An order that drivers look at. */
export interface Viewed {
  readonly tenant: string;
  readonly orderId: string;
}

/** A driver who looks at an order. */
export interface View extends Viewed {
  readonly driverId: string;
}

/** What became of an order's viewers. */
export interface ViewersThen extends Viewed {
  readonly count: number;
  readonly changed: boolean;
}

const SCRIPT = loadScript('views');

export interface OrderViewsParts {
  readonly redis: Redis;
  /** The server whose views these are. */
  readonly serverId: string;
  /** The hash that says which views the server owns. */
  readonly ownedKey: string;
  /** ORDER_VIEWERS_TTL in seconds. */
  readonly viewersTtlS: number;
}

/**
 * Writes views of one server, among what it owns first. All leaves in one turn, so that what is asked later is done
 * later. Rejects when it is not certain that all was written.
 */
export function writeViews(parts: OrderViewsParts, views: readonly View[]): Promise<ViewersThen[]> {
  const fields = views.flatMap((view) => [fieldOf(view), '']);
  const owned = send(parts.redis, ['HSET', parts.ownedKey, ...fields]);
  return Promise.all([runAll(parts, 'view', views), owned]).then(([counts]) => counts);
}

/** The same the other way round. */
export function eraseViews(parts: OrderViewsParts, views: readonly View[]): Promise<ViewersThen[]> {
  const counts = runAll(parts, 'unview', views);
  const owned = send(parts.redis, ['HDEL', parts.ownedKey, ...views.map(fieldOf)]);
  return Promise.all([counts, owned]).then(([some]) => some);
}

export async function countViewers(redis: Redis, { tenant, orderId }: Viewed): Promise<number> {
  const key = keyName('orderViewers', tenant, orderId, { cluster: redis.cluster });
  return numberOf(await send(redis, ['SCARD', key]));
}

export function fieldOf({ tenant, orderId, driverId }: View): string {
  return `${tenant} ${orderId} ${driverId}`;
}

/** The view that a field of what a server owns stands for; undefined for what cannot be one. */
export function viewOf(field: string): View | undefined {
  const [tenant, orderId, driverId] = field.split(' ');
  if (tenant === undefined || orderId === undefined || driverId === undefined) return undefined;
  return { tenant, orderId, driverId };
}

/** Once for each order. */
function runAll(
  { redis, serverId, viewersTtlS }: OrderViewsParts,
  what: 'view' | 'unview',
  views: readonly View[],
): Promise<ViewersThen[]> {
  const orders = Map.groupBy(views, ({ tenant, orderId }) => `${tenant} ${orderId}`);
  const runs = [...orders.values()].map(async (some): Promise<ViewersThen[]> => {
    const [first] = some;
    if (first === undefined) return [];
    const { tenant, orderId } = first;
    const { cluster } = redis;
    const drivers = some.map(({ driverId }) => driverId);
    const serversKey = ownName(tenant, 'views', orderId, cluster);
    const keys = [
      keyName('orderViewers', tenant, orderId, { cluster }),
      ...drivers.map((driverId) => `${serversKey}:${driverId}`),
    ];
    const { value } = await redis.run(SCRIPT, keys, [what, serverId, String(viewersTtlS), ...drivers]);
    const [count, changed] = listOf(value);
    return [{ tenant, orderId, count: numberOf(count), changed: changed === 1 }];
  });
  return Promise.all(runs).then((all) => all.flat());
}

function send(redis: Redis, command: KeyedCommand): Promise<unknown> {
  return redis.command(command[1], command);
}
