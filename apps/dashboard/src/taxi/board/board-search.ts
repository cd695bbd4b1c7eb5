import { textOf } from '../../shell/search-state.ts';
import { ORDER_GROUPS, type OrderGroup } from '../words/order-words.ts';

/** What stands in the panel or before the board instead of an order. */
const OPEN = ['new', 'settings'] as const;

/** The state of the board that its address carries. What is as usual is left out. */
export interface TaxiSearch {
  readonly q?: string;
  readonly group?: OrderGroup;
  /** The order that is open. */
  readonly order?: string;
  readonly open?: (typeof OPEN)[number];
}

/** Reads an address; what makes no sense counts as absent. */
export function toTaxiSearch(raw: Record<string, unknown>): TaxiSearch {
  const [q, order] = [textOf(raw['q']), textOf(raw['order'])];
  const group = ORDER_GROUPS.find((name) => name === raw['group']);
  const open = OPEN.find((name) => name === raw['open']);
  return {
    ...(q === '' ? {} : { q }),
    ...(group === undefined ? {} : { group }),
    ...(order === '' ? {} : { order }),
    ...(open === undefined ? {} : { open }),
  };
}
