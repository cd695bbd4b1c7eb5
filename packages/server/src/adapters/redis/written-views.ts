import { type KeyName, keyName } from '@waycast/contract';
import { VIEWED_KINDS, type Viewed, type ViewedKind } from '../../ports/viewers.ts';
import { ownName } from './names.ts';
import type { Redis } from './redis.ts';
import { listOf, numberOf } from './replies.ts';
import { loadScript } from './scripts.ts';
import type { KeyedCommand } from './send-all.ts';

/** Somebody who views something. */
export interface View extends Viewed {
  readonly viewerId: string;
}

/** What became of a thing's viewers, and who of them came or left. */
export interface ViewsThen {
  readonly what: Viewed;
  readonly count: number;
  readonly changed: readonly View[];
}

const SCRIPT = loadScript('views');

/** The documented set of each kind. */
const KEYS: Readonly<Record<ViewedKind, KeyName>> = {
  order: 'orderViewers',
  conversation: 'conversationViewers',
  company: 'companyAgents',
};

export interface WrittenViewsParts {
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
export function writeViews(parts: WrittenViewsParts, views: readonly View[]): Promise<ViewsThen[]> {
  const fields = views.flatMap((view) => [fieldOf(view), '']);
  const owned = send(parts.redis, ['HSET', parts.ownedKey, ...fields]);
  return Promise.all([runAll(parts, 'view', views), owned]).then(([then]) => then);
}

/** The same the other way round. */
export function eraseViews(parts: WrittenViewsParts, views: readonly View[]): Promise<ViewsThen[]> {
  const then = runAll(parts, 'unview', views);
  const owned = send(parts.redis, ['HDEL', parts.ownedKey, ...views.map(fieldOf)]);
  return Promise.all([then, owned]).then(([some]) => some);
}

export async function countViewers(redis: Redis, what: Viewed): Promise<number> {
  return numberOf(await send(redis, ['SCARD', viewersKey(redis, what)]));
}

export async function readViewers(redis: Redis, what: Viewed): Promise<string[]> {
  return listOf(await send(redis, ['SMEMBERS', viewersKey(redis, what)])).map(String);
}

/** As what a server owns lists it. Of orders it has no kind: servers of earlier versions read it too. */
export function fieldOf({ kind, tenant, id, viewerId }: View): string {
  const of = `${tenant} ${id} ${viewerId}`;
  return kind === 'order' ? of : `${kind} ${of}`;
}

/** The view that a field of what a server owns stands for; undefined for what cannot be one. */
export function viewOf(field: string): View | undefined {
  const words = field.split(' ');
  const [named, tenant, id, viewerId] = words.length === 3 ? ['order', ...words] : words;
  const kind = VIEWED_KINDS.find((one) => one === named);
  if (kind === undefined || tenant === undefined || id === undefined || viewerId === undefined)
    return undefined;
  return { kind, tenant, id, viewerId };
}

/** One for each thing that is viewed. */
export function viewedKey({ kind, tenant, id }: Viewed): string {
  return `${kind} ${tenant} ${id}`;
}

/** Once for each thing that is viewed. */
function runAll(
  parts: WrittenViewsParts,
  what: 'view' | 'unview',
  views: readonly View[],
): Promise<ViewsThen[]> {
  const things = Map.groupBy(views, viewedKey);
  const runs = [...things.values()].map((some) => runOne(parts, what, some));
  return Promise.all(runs).then((all) => all.flat());
}

async function runOne(
  { redis, serverId, viewersTtlS }: WrittenViewsParts,
  what: 'view' | 'unview',
  views: readonly View[],
): Promise<ViewsThen[]> {
  const [first] = views;
  if (first === undefined) return [];
  const { kind, tenant, id } = first;
  const viewers = views.map(({ viewerId }) => viewerId);
  const serversKey = ownName(tenant, kind === 'order' ? 'views' : `views:${kind}`, id, redis.cluster);
  const keys = [viewersKey(redis, first), ...viewers.map((viewerId) => `${serversKey}:${viewerId}`)];
  const { value } = await redis.run(SCRIPT, keys, [what, serverId, String(viewersTtlS), ...viewers]);
  const [count, changed] = listOf(value);
  const thing = { kind, tenant, id };
  return [
    {
      what: thing,
      count: numberOf(count),
      changed: listOf(changed).map((viewerId) => ({ ...thing, viewerId: String(viewerId) })),
    },
  ];
}

function viewersKey({ cluster }: Redis, { kind, tenant, id }: Viewed): string {
  return keyName(KEYS[kind], tenant, id, { cluster });
}

function send(redis: Redis, command: KeyedCommand): Promise<unknown> {
  return redis.command(command[1], command);
}
