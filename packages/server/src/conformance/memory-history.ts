import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Fix } from '@waycast/contract';
import type { History, HistoryRange, StoredListener, TenantFix } from '../ports/history.ts';
import { Overloaded } from '../ports/overloaded.ts';

/** Fixes that may wait for the next commit. */
const MAX_WAITING = 20_000;
const CHUNK = 500;

type Rows = Map<string, Map<number, TenantFix>>;

/** A history in memory, for suites whose subject is not the database: the port's promises, but nothing outlives it. */
export function createMemoryHistory(): History {
  const rows: Rows = new Map();
  const listeners = new Set<StoredListener>();
  let waiting = 0;

  function commit({ tenant, fix }: TenantFix): void {
    const key = `${tenant} ${fix.vehicleId}`;
    const vehicle = rows.get(key) ?? new Map<number, TenantFix>();
    rows.set(key, vehicle);
    if (!vehicle.has(fix.time)) vehicle.set(fix.time, { tenant, fix });
  }

  function inOrder({ tenant, vehicleId, from, to }: HistoryRange): Fix[] {
    const vehicle = [...(rows.get(`${tenant} ${vehicleId}`)?.values() ?? [])];
    return vehicle
      .map(({ fix }) => fix)
      .filter(({ time }) => time >= from && time <= to)
      .sort((a, b) => a.time - b.time);
  }

  return {
    async record(fixes) {
      if (waiting + fixes.length > MAX_WAITING) {
        throw new Overloaded('history has too much to commit; keep the fixes and retry', 100);
      }
      waiting += fixes.length;
      // A commit takes time: what is read meanwhile does not show it yet.
      await nextTurn();
      waiting -= fixes.length;
      for (const fix of fixes) commit(fix);
      for (const listener of listeners) listener(fixes);
    },
    async page(range, limit) {
      return inOrder(range).slice(0, limit);
    },
    async *stream(range) {
      const fixes = inOrder(range);
      for (let at = 0; at < fixes.length; at += CHUNK) yield fixes.slice(at, at + CHUNK);
    },
    async last(tenant, vehicleId) {
      return newestOf(rows.get(`${tenant} ${vehicleId}`))?.fix;
    },
    async lastOf(vehicles) {
      const last = vehicles.map(({ tenant, vehicleId }) => newestOf(rows.get(`${tenant} ${vehicleId}`)));
      return last.filter((row) => row !== undefined);
    },
    async *lastOfAll(tenant) {
      const newest = [...rows.values()].map(newestOf).filter((row) => row !== undefined);
      const last = tenant === undefined ? newest : newest.filter((row) => row.tenant === tenant);
      for (let at = 0; at < last.length; at += CHUNK) yield last.slice(at, at + CHUNK);
    },
    onStored(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    async ping() {},
  };
}

function newestOf(vehicle: ReadonlyMap<number, TenantFix> | undefined): TenantFix | undefined {
  let newest: TenantFix | undefined;
  for (const row of vehicle?.values() ?? []) {
    if (!row.fix.future && (newest === undefined || row.fix.time > newest.fix.time)) newest = row;
  }
  return newest;
}
