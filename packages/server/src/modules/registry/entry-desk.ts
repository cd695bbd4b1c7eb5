import { isId, type TenantLimits, WaycastError } from '@waycast/contract';
import type { Clock } from '../../ports/clock.ts';
import type { Entries, Entry, EntryQuery, WriteOutcome } from '../../ports/registry.ts';
import type { EntryDesk, ListPage, ListQuery } from '../../ports/registry-desk.ts';
import type { Tenants } from '../../ports/tenants.ts';
import type { Describing } from './descriptions.ts';

/** Words of a search that count. */
const MAX_WORDS = 10;

/** What a kind of entries is called, and which of the tenant's limits holds for it. */
export interface KindWords {
  readonly one: string;
  readonly many: string;
  readonly limit: keyof TenantLimits & ('maxVehicles' | 'maxDrivers' | 'maxGroups');
  readonly option: string;
}

export interface EntryDeskParts<F, D> {
  readonly entries: Entries<F>;
  readonly describing: Describing<F, D>;
  readonly words: KindWords;
  readonly tenants: Tenants;
  readonly clock: Clock;
  /** Called after each change of a tenant's entries. */
  readonly changed: (tenant: string) => void;
  readonly removed: (tenant: string, id: string) => void;
}

/** Manages the entries of one kind. */
export function createEntryDesk<F, D>(parts: EntryDeskParts<F, D>): EntryDesk<F, D> {
  const { entries, describing, words, tenants, clock, changed, removed } = parts;

  async function get(tenant: string, id: string): Promise<Entry<F>> {
    const entry = await entries.get(tenant, id);
    if (entry === undefined) throw new WaycastError('not_found', `no ${words.one} ${id} that you may see`);
    return entry;
  }

  async function write(tenant: string, id: string, fieldsOf: (before: F | undefined) => F) {
    const { [words.limit]: max } = await tenants.settings(tenant);
    const outcome = await entries.write(tenant, [id], (_id, before) => fieldsOf(before), { max });
    changed(tenant);
    requireWritten(outcome, words, max);
    return get(tenant, id);
  }

  return {
    get,
    list: (tenant, query) => list(entries, tenant, query),
    put(tenant, id, description) {
      const whole = { ...describing.nothing, ...description };
      return write(tenant, id, (before) => describing.merge(before, whole, clock.now()));
    },
    change(tenant, id, description) {
      return write(tenant, id, (before) => {
        if (before === undefined)
          throw new WaycastError('not_found', `no ${words.one} ${id} that you may see; PUT creates one`);
        return describing.merge(before, description, clock.now());
      });
    },
    async remove(tenant, id) {
      const existed = await entries.remove(tenant, id);
      changed(tenant);
      removed(tenant, id);
      if (!existed) throw new WaycastError('not_found', `no ${words.one} ${id} that you may see`);
    },
  };
}

async function list<F>(entries: Entries<F>, tenant: string, query: ListQuery): Promise<ListPage<F>> {
  const { limit, cursor } = query;
  const wanted: EntryQuery = {
    words: wordsOf(query.q),
    ...(query.group === undefined ? {} : { group: query.group }),
    ...(query.archived === undefined ? {} : { archived: query.archived }),
  };
  const after = cursor === undefined ? {} : { after: readCursor(cursor) };
  const [found, total] = await Promise.all([
    entries.page(tenant, { ...wanted, ...after }, limit + 1),
    cursor === undefined ? entries.count(tenant, wanted) : undefined,
  ]);
  const items = found.slice(0, limit);
  const last = found.length > limit ? items.at(-1) : undefined;
  return {
    items,
    nextCursor: last === undefined ? null : writeCursor(last.id),
    ...(total === undefined ? {} : { total }),
  };
}

/** Throws what is to be said of a write that was not done. */
function requireWritten(
  outcome: WriteOutcome,
  words: KindWords,
  max: number,
): asserts outcome is Extract<WriteOutcome, { kind: 'written' }> {
  switch (outcome.kind) {
    case 'written':
      return;
    case 'full':
      throw fullError(words, outcome.count, max, outcome.created);
    case 'groups missing': {
      const groups = [...new Set(outcome.missing.map(({ group }) => group))].join(', ');
      throw new WaycastError(
        'invalid',
        `groups: there is no group ${groups}; create it first with PUT /api/registry/groups/ID`,
      );
    }
  }
}

/** What is said when a tenant has as many as it may. */
export function fullError(
  { many, limit, option }: KindWords,
  count: number,
  max: number,
  more: number,
): WaycastError {
  const message =
    `the tenant has ${count} ${many} and may have ${max}, so that ${more} more cannot be entered; remove some, ` +
    `or ask the operator for a higher ${limit} (${option})`;
  return new WaycastError('conflict', message);
}

function wordsOf(text: string | undefined): string[] {
  return (text ?? '')
    .split(/\s+/)
    .filter((word) => word !== '')
    .slice(0, MAX_WORDS);
}

function writeCursor(id: string): string {
  return Buffer.from(`v1:${id}`).toString('base64url');
}

function readCursor(cursor: string): string {
  const [version, id = ''] = Buffer.from(cursor, 'base64url').toString().split(':');
  if (version !== 'v1' || !isId(id))
    throw new WaycastError('invalid', 'cursor takes the nextCursor of the page before');
  return id;
}
