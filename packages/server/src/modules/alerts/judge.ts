import type { Alert, AlertRule } from '@waycast/contract';
import { wallText } from '../../kernel/wall-text.ts';
import type { AlertDraft } from '../../ports/alerts.ts';
import type { Occurrence } from './occurrence.ts';
import { isQuiet } from './quiet-hours.ts';
import { timeOrderedId } from './time-ordered-id.ts';
import { summaryOf } from './words.ts';

/** What a rule is judged by, besides the occurrence. */
export interface Circumstances {
  /** Epoch ms, by the server's clock. */
  readonly now: number;
  readonly timeZone: string;
  /** Groups that the vehicle belongs to. */
  readonly groups: ReadonlySet<string>;
  /** What happened longer ago than this makes no notification. */
  readonly freshnessMs: number;
  /** After this silence a vehicle counts as offline, which is the earliest that it can be told. */
  readonly offlineAfterMs: number;
}

/** What explains a delivery must fit into one message. */
const MAX_EVIDENCE_BYTES = 8192;

/** The alert that a rule makes of an occurrence, or undefined where it does not fit. */
export function draftOf(
  rule: AlertRule,
  occurrence: Occurrence,
  circumstances: Circumstances,
): AlertDraft | undefined {
  if (!fits(rule, occurrence, circumstances)) return undefined;
  const { now, timeZone } = circumstances;
  const { tenant, vehicleId, kind, at, key } = occurrence;
  const suppressed = suppressionOf(rule, occurrence, circumstances);
  const alert: Alert = {
    alertId: timeOrderedId('al', now),
    kind,
    vehicleId,
    ruleId: rule.ruleId,
    at: new Date(at).toISOString(),
    createdAt: new Date(now).toISOString(),
    late: occurrence.late,
    suppressed,
    summary: summaryOf(occurrence, timeZone),
    explanation: explanationOf(rule, occurrence, circumstances),
  };
  return {
    tenant,
    alert,
    eventKey: key,
    webhooks: suppressed === 'quiet_hours' ? [] : rule.channels.webhooks,
    push: suppressed === null && rule.channels.push,
  };
}

function fits(rule: AlertRule, occurrence: Occurrence, circumstances: Circumstances): boolean {
  const { kind, vehicleId, fenceId } = occurrence;
  const { groups } = circumstances;
  if (!rule.active || !rule.on.includes(kind)) return false;
  // It counts for what happens from now on, not for the past that is found out late.
  if (tellableAt(occurrence, circumstances) < Date.parse(rule.createdAt)) return false;
  if (rule.vehicles !== null && !rule.vehicles.includes(vehicleId)) return false;
  if (rule.groups !== null && !rule.groups.some((group) => groups.has(group))) return false;
  if (rule.fences === null || !kind.startsWith('geofence_')) return true;
  return fenceId !== undefined && rule.fences.includes(fenceId);
}

/** Silence is only known when it has lasted. */
function tellableAt({ kind, at }: Occurrence, { offlineAfterMs }: Circumstances): number {
  return kind === 'offline' ? at + offlineAfterMs : at;
}

function suppressionOf(
  { quietHours, channels }: AlertRule,
  occurrence: Occurrence,
  circumstances: Circumstances,
): Alert['suppressed'] {
  const { now, timeZone, freshnessMs } = circumstances;
  if (quietHours !== null && isQuiet(quietHours, now, timeZone)) return 'quiet_hours';
  // Not by the occurrence's own mark, which does not ask how long an operator finds news worth telling.
  const isLate = now - tellableAt(occurrence, circumstances) > freshnessMs;
  return isLate && channels.push ? 'late' : null;
}

/** The rule, what was found, when it was found out, and how the clock stood for quiet hours. */
function explanationOf(
  { ruleId, name, on, vehicles, groups, fences, quietHours, channels }: AlertRule,
  occurrence: Occurrence,
  { now, timeZone, freshnessMs }: Circumstances,
): Alert['explanation'] {
  return {
    rule: { ruleId, name, on, vehicles: brief(vehicles), groups: brief(groups), fences: brief(fences) },
    evidence: bounded(occurrence.evidence),
    delay: { fromEventToAlertMs: now - occurrence.at, late: occurrence.late, freshnessMs },
    quietHours:
      quietHours === null ? null : { ...quietHours, timeZone, nowOnTheWall: wallText(now, timeZone) },
    channels: { webhooks: channels.webhooks, push: channels.push },
  };
}

const NAMED = 20;

function brief(ids: readonly string[] | null): unknown {
  if (ids === null || ids.length <= NAMED) return ids;
  return { count: ids.length, first: ids.slice(0, NAMED) };
}

function bounded(evidence: Occurrence['evidence']): unknown {
  const bytes = Buffer.byteLength(JSON.stringify(evidence));
  if (bytes <= MAX_EVIDENCE_BYTES) return evidence;
  const { finding, key, startsAt, endsAt } = evidence;
  return {
    finding,
    key,
    startsAt,
    endsAt,
    leftOut: `${bytes} bytes of details; ask for the report of the vehicle`,
  };
}
