import { RANGES_HOURS } from '../detail/range-choice.tsx';
import type { Sort } from '../fleet/order.ts';
import { toSort } from '../list/list-header.tsx';

/** The state of the page that its address carries, beside the vehicle. What is as usual is left out. */
export interface FleetSearch {
  readonly q?: string;
  readonly sort?: Exclude<Sort, 'name'>;
  readonly hours?: number;
  readonly follow?: true;
}

const TEXT_MAX = 128;

/** Reads an address; what makes no sense counts as absent. */
export function toFleetSearch(raw: Record<string, unknown>): FleetSearch {
  const text =
    typeof raw['q'] === 'string' || typeof raw['q'] === 'number' ? String(raw['q']).slice(0, TEXT_MAX) : '';
  const sort = toSort(raw['sort']);
  const hours = RANGES_HOURS.find((range) => range === raw['hours'] && range !== 1);
  return {
    ...(text === '' ? {} : { q: text }),
    ...(sort === 'name' ? {} : { sort }),
    ...(hours === undefined ? {} : { hours }),
    ...(raw['follow'] === true ? { follow: true } : {}),
  };
}
