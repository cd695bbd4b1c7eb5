export const PLAN_TABS = ['routes', 'stops', 'calendars', 'schedules', 'gtfs'] as const;
export type PlanTab = (typeof PLAN_TABS)[number];

/** The state of the plan's page that its address carries. What is as usual is left out. */
export interface PlanSearch {
  readonly tab?: Exclude<PlanTab, 'routes'>;
  readonly q?: string;
  /** The entry that is open. */
  readonly id?: string;
}

const TEXT_MAX = 128;

/** Reads an address; what makes no sense counts as absent. */
export function toPlanSearch(raw: Record<string, unknown>): PlanSearch {
  const tab = PLAN_TABS.find((name) => name === raw['tab']) ?? 'routes';
  const [q, id] = [textOf(raw['q']), textOf(raw['id'])];
  return {
    ...(tab === 'routes' ? {} : { tab }),
    ...(q === '' ? {} : { q }),
    ...(id === '' ? {} : { id }),
  };
}

/** A text of digits comes as a number. */
function textOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value).slice(0, TEXT_MAX) : '';
}
