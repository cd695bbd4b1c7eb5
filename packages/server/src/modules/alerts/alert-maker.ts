import type { AlertMetrics } from '../../ports/alert-metrics.ts';
import type { AlertDraft, AlertInbox, AlertRules } from '../../ports/alerts.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Registry } from '../../ports/registry.ts';
import type { Tenants } from '../../ports/tenants.ts';
import { draftOf } from './judge.ts';
import type { Occurrence } from './occurrence.ts';

export interface AlertMakerParts {
  readonly store: Pick<AlertInbox, 'put'> & Pick<AlertRules, 'rules'>;
  readonly tenants: Pick<Tenants, 'settings'>;
  readonly vehicles: Pick<Registry['vehicles'], 'get'>;
  readonly metrics: AlertMetrics;
  readonly clock: Clock;
  readonly freshnessMs: number;
  readonly offlineAfterMs: number;
  /** Without keys nothing is pushed. */
  readonly pushes: boolean;
}

/**
 * Makes alerts of what happened, by the rules of each tenant as they are now. The same occurrence given again makes no
 * second alert. Resolves to how many were made; rejects when the store cannot be asked.
 */
export type MakeAlerts = (occurrences: readonly Occurrence[]) => Promise<number>;

export function createAlertMaker(parts: AlertMakerParts): MakeAlerts {
  const { store, metrics, pushes } = parts;
  return async (occurrences) => {
    const drafts: AlertDraft[] = [];
    for (const tenant of new Set(occurrences.map((occurrence) => occurrence.tenant))) {
      const own = occurrences.filter((occurrence) => occurrence.tenant === tenant);
      drafts.push(...(await draftsOf(parts, tenant, own)));
    }
    const made = await store.put(pushes ? drafts : drafts.map((draft) => ({ ...draft, push: false })));
    for (const { alert } of made) metrics.made(alert.kind);
    return made.length;
  };
}

const NO_GROUPS: ReadonlySet<string> = new Set();

async function draftsOf(
  { store, tenants, vehicles, clock, freshnessMs, offlineAfterMs }: AlertMakerParts,
  tenant: string,
  occurrences: readonly Occurrence[],
): Promise<AlertDraft[]> {
  const rules = (await store.rules(tenant)).filter(({ active }) => active);
  if (rules.length === 0) return [];
  const { timeZone } = await tenants.settings(tenant);
  const groupsOf = new Map<string, ReadonlySet<string>>();
  const drafts: AlertDraft[] = [];
  for (const { kind, vehicleId } of occurrences) {
    if (groupsOf.has(vehicleId) || !rules.some(({ groups, on }) => groups !== null && on.includes(kind)))
      continue;
    groupsOf.set(vehicleId, new Set((await vehicles.get(tenant, vehicleId))?.fields.groups));
  }
  for (const occurrence of occurrences) {
    const groups = groupsOf.get(occurrence.vehicleId) ?? NO_GROUPS;
    const circumstances = { now: clock.now(), timeZone, groups, freshnessMs, offlineAfterMs };
    for (const rule of rules) {
      const draft = draftOf(rule, occurrence, circumstances);
      if (draft !== undefined) drafts.push(draft);
    }
  }
  return drafts;
}
