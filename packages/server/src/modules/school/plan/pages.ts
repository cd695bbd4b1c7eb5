import { isId, type PLAN_MAX, WaycastError } from '@waycast/contract';
import type { PlanList, PlanListQuery } from '../../../ports/school-plan-desk.ts';
import type { PlanEntry, PlanKind, PlanReading } from '../../../ports/school-plan-store.ts';

/** Words of a search that count. */
const MAX_WORDS = 10;

const ONE: Readonly<Record<PlanKind, string>> = {
  stops: 'stop',
  routes: 'route',
  calendars: 'calendar',
  schedules: 'schedule',
};

/** A page of one kind, whose entries `show` makes answers of. */
export async function pageOf<K extends PlanKind, A>(
  reading: PlanReading,
  kind: K,
  { q = '', limit, cursor, routeId }: PlanListQuery,
  show: (entries: readonly PlanEntry<K>[]) => Promise<A[]> | A[],
): Promise<PlanList<A>> {
  if (cursor !== undefined && !isId(cursor))
    throw new WaycastError('invalid', 'cursor takes nextCursor of the page before');
  const words = q
    .split(/\s+/)
    .filter((word) => word !== '')
    .slice(0, MAX_WORDS);
  const wanted = { words, ...(routeId === undefined ? {} : { routeId }) };
  const after = cursor === undefined ? {} : { after: cursor };
  const [found, total] = await Promise.all([
    reading.page(kind, { ...wanted, ...after }, limit + 1),
    cursor === undefined ? reading.count(kind, wanted) : undefined,
  ]);
  const items = found.slice(0, limit);
  return {
    items: await show(items),
    nextCursor: found.length > limit ? (items.at(-1)?.id ?? null) : null,
    ...(total === undefined ? {} : { total }),
  };
}

/** Throws `not_found`. */
export async function entryOf<K extends PlanKind>(
  reading: PlanReading,
  kind: K,
  id: string,
): Promise<PlanEntry<K>> {
  const entry = (await reading.find(kind, [id])).get(id);
  if (entry === undefined) throw noEntry(kind, id);
  return entry;
}

export function noEntry(kind: PlanKind, id: string): WaycastError {
  return new WaycastError('not_found', `there is no ${ONE[kind]} ${id}; PUT creates one`);
}

/** Throws `conflict` where one more would be too many. */
export async function requireRoom(
  reading: PlanReading,
  kind: PlanKind,
  max: (typeof PLAN_MAX)[PlanKind],
): Promise<void> {
  const count = await reading.count(kind, {});
  if (count < max) return;
  const message = `the plan has ${count} ${kind} and may have ${max}; remove some that are not used any more`;
  throw new WaycastError('conflict', message);
}

const NAMED = 5;

/** `a, b, c and 4 more`. */
export function namesOf(ids: readonly string[]): string {
  const named = ids.slice(0, NAMED).join(', ');
  return ids.length > NAMED ? `${named} and ${ids.length - NAMED} more` : named;
}
