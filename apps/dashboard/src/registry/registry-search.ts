export const TABS = ['vehicles', 'drivers', 'groups', 'settings'] as const;
export type Tab = (typeof TABS)[number];

/** The state of the page that its address carries. What is as usual is left out. */
export interface RegistrySearch {
  readonly tab?: Exclude<Tab, 'vehicles'>;
  readonly q?: string;
  /** The entry that is open. */
  readonly id?: string;
}

const TEXT_MAX = 128;

/** Reads an address; what makes no sense counts as absent. */
export function toRegistrySearch(raw: Record<string, unknown>): RegistrySearch {
  const tab = TABS.find((name) => name === raw['tab']) ?? 'vehicles';
  const q = textOf(raw['q']);
  const id = textOf(raw['id']);
  return {
    ...(tab === 'vehicles' ? {} : { tab }),
    ...(q === '' ? {} : { q }),
    ...(id === '' ? {} : { id }),
  };
}

/** A text of digits comes as a number. */
function textOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value).slice(0, TEXT_MAX) : '';
}
