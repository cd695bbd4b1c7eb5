import { isDeepStrictEqual } from 'node:util';
import type { Finding } from '../../../ports/findings.ts';
import type { Settlement, StoredFinding } from '../../../ports/settlements.ts';
import type { VehicleEventAction } from '../../../ports/vehicle-events.ts';
import { UNTOLD } from './untold.ts';
import { type Found, identityOf } from './vehicle-run.ts';

/** What was found between two points of a vehicle's time. */
export interface Findings {
  readonly ended: readonly Found[];
  /** Undefined when more fixes wait: what is open will turn out with them. */
  readonly open: readonly Found[] | undefined;
  /** Device time up to which fixes were judged. */
  readonly until: number;
}

type Changes = Pick<Settlement, 'kept' | 'removed' | 'events'>;
type Event = Changes['events'][number];

/**
 * What has to be written, and told, where `stored` was found before and `findings` is what the fixes say. What was
 * to be judged before `freshSince` is late.
 */
export function compareFindings(
  stored: readonly StoredFinding[],
  { ended, open, until }: Findings,
  freshSince: number,
): Changes {
  const isComparable = ({ judgedAt }: StoredFinding) =>
    open !== undefined || (judgedAt !== null && judgedAt <= until);
  const before = new Map(stored.filter(isComparable).map((one) => [identityOf(one.finding), one] as const));
  const kept: StoredFinding[] = [];
  const told: { readonly event: Event; readonly judgedAt: number }[] = [];
  for (const { finding, judgedAt } of [...ended, ...(open ?? [])]) {
    const known = before.get(identityOf(finding));
    before.delete(identityOf(finding));
    const now: StoredFinding = { finding, judgedAt: finding.endsAt === null ? null : judgedAt };
    if (known !== undefined && isDeepStrictEqual(known, now)) continue;
    kept.push(now);
    const action = actionOf(known?.finding, finding);
    if (action !== undefined) told.push({ event: eventOf(action, finding, judgedAt < freshSince), judgedAt });
  }
  const withdrawn = [...before.values()].map(({ finding }) => finding);
  return {
    kept,
    removed: withdrawn.map(({ kind, key }) => ({ kind, key })),
    events: [
      ...withdrawn.map((finding) => eventOf('withdrawn', finding, true)),
      ...told.sort((a, b) => a.judgedAt - b.judgedAt).map(({ event }) => event),
    ].filter(({ finding }) => !UNTOLD.has(finding.kind)),
  };
}

/** Undefined: nothing to tell, what is open has grown. */
function actionOf(known: Finding | undefined, now: Finding): VehicleEventAction | undefined {
  if (known === undefined) return now.endsAt === null ? 'opened' : 'closed';
  if (known.endsAt !== null) return 'changed';
  return now.endsAt === null ? undefined : 'closed';
}

function eventOf(action: VehicleEventAction, finding: Finding, late: boolean): Event {
  const { startsAt, endsAt } = finding;
  const at = action === 'closed' || action === 'changed' ? (endsAt ?? startsAt) : startsAt;
  return { action, at, late: late || action === 'changed', finding };
}
