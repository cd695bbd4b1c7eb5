import type { AlertDraft, AlertFeed, AlertInbox } from '../../../ports/alerts.ts';
import { readText } from '../cells.ts';
import type { Database, Queries } from '../database.ts';
import { ALERT_COLUMNS, readAlert } from './alert-rows.ts';
import { receives } from './postgres-push.ts';

const INSERT_ALERTS = `insert into alerts (tenant_id, alert_id, rule_id, event_key, kind, vehicle_id, at, created_at,
    late, suppressed, summary, explanation)
  select tenant_id, alert_id, rule_id, event_key, kind, vehicle_id, at, created_at, late, suppressed, summary,
    explanation
  from jsonb_to_recordset($1::jsonb) as d (tenant_id text, alert_id text, rule_id text, event_key text, kind text,
    vehicle_id text, at timestamptz, created_at timestamptz, late boolean, suppressed text, summary text,
    explanation jsonb)
  on conflict (tenant_id, rule_id, event_key) do nothing
  returning tenant_id, alert_id`;

/** These name a child: who may only follow the vehicle is not told. */
const OF_CHILDREN = `('unexpected_child', 'missing_child', 'child_left_on_bus')`;

const TARGETS = `from jsonb_to_recordset($1::jsonb) as d (tenant_id text, alert_id text, kind text, vehicle_id text,
    webhooks jsonb, push boolean)`;

const INSERT_DELIVERIES = `insert into deliveries (tenant_id, alert_id, channel, target_id)
  select w.tenant_id, d.alert_id, 'webhook', w.webhook_id
  ${TARGETS} join webhooks w on w.tenant_id = d.tenant_id
  where w.active and (w.events is null or w.events ? 'alerts' or w.events ? d.kind)
    and (d.webhooks = '"all"'::jsonb or d.webhooks ? w.webhook_id)
  union all
  select s.tenant_id, d.alert_id, 'push', s.subscription_id
  ${TARGETS} join push_subscriptions s on s.tenant_id = d.tenant_id
  where d.push and ${receives('d.vehicle_id')} and (s.entitled_to_all or d.kind not in ${OF_CHILDREN})`;

const FEED = `select ${ALERT_COLUMNS} from alerts a
  where a.tenant_id = $1 and ($2::text is null or a.vehicle_id = $2) and ($3::text is null or a.kind = $3)
    and ($4::text is null or a.alert_id < $4)
  order by a.alert_id desc limit $5`;

const CLEAR = `update alerts set explanation = explanation || jsonb_build_object('cleared', $3::text::jsonb)
  where tenant_id = $1 and event_key = $2 and not explanation ? 'cleared'`;

/** Alerts in the table `alerts`, each with its deliveries in one transaction. */
export function postgresInbox(database: Database): AlertInbox & AlertFeed {
  return {
    put: async (drafts) =>
      drafts.length === 0 ? [] : database.transaction((queries) => insert(queries, drafts)),
    async clear(tenant, eventKey, note) {
      await database.query({ text: CLEAR, returns: 'nothing' }, [tenant, eventKey, JSON.stringify(note)]);
    },
    async alerts(tenant, { vehicleId, kind }, { before, limit }) {
      const values = [tenant, vehicleId ?? null, kind ?? null, before ?? null, limit];
      return (await database.query({ text: FEED }, values)).map(readAlert);
    },
  };
}

/** Holds students ($2 of tenant $1) until the transaction ends, so that none of them is erased meanwhile. */
const HOLD_STUDENTS = `select student_id from students
  where tenant_id = $1 and student_id in (select jsonb_array_elements_text($2::text::jsonb))
  order by student_id for key share`;

/** Without alerts about children that were erased while they were made. */
async function ofPresent(queries: Queries, drafts: readonly AlertDraft[]): Promise<AlertDraft[]> {
  const named = Map.groupBy(
    drafts.filter((draft) => studentOf(draft) !== undefined),
    ({ tenant }) => tenant,
  );
  const present = new Set<string>();
  for (const [tenant, some] of [...named].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const ids = JSON.stringify(some.map(studentOf));
    for (const row of await queries.query({ text: HOLD_STUDENTS }, [tenant, ids]))
      present.add(`${tenant} ${readText(row, 'student_id')}`);
  }
  return drafts.filter((draft) => {
    const studentId = studentOf(draft);
    return studentId === undefined || present.has(`${draft.tenant} ${studentId}`);
  });
}

/** The child that an alert is about. */
function studentOf({ alert }: AlertDraft): string | undefined {
  const { evidence } = alert.explanation;
  const studentId =
    typeof evidence === 'object' && evidence !== null && 'studentId' in evidence
      ? evidence.studentId
      : undefined;
  return typeof studentId === 'string' ? studentId : undefined;
}

async function insert(queries: Queries, given: readonly AlertDraft[]): Promise<AlertDraft[]> {
  const drafts = await ofPresent(queries, given);
  if (drafts.length === 0) return [];
  const rows = drafts.map(({ tenant, alert, eventKey }) => ({
    tenant_id: tenant,
    alert_id: alert.alertId,
    rule_id: alert.ruleId,
    event_key: eventKey,
    kind: alert.kind,
    vehicle_id: alert.vehicleId,
    at: alert.at,
    created_at: alert.createdAt,
    late: alert.late,
    suppressed: alert.suppressed,
    summary: alert.summary,
    explanation: alert.explanation,
  }));
  const made = await queries.query({ text: INSERT_ALERTS }, [JSON.stringify(rows)]);
  const known = new Set(made.map((row) => `${readText(row, 'tenant_id')}/${readText(row, 'alert_id')}`));
  const fresh = drafts.filter(({ tenant, alert }) => known.has(`${tenant}/${alert.alertId}`));
  const targets = fresh.map(({ tenant, alert, webhooks, push }) => ({
    tenant_id: tenant,
    alert_id: alert.alertId,
    kind: alert.kind,
    vehicle_id: alert.vehicleId,
    webhooks,
    push,
  }));
  if (targets.length > 0) await queries.query({ text: INSERT_DELIVERIES }, [JSON.stringify(targets)]);
  return fresh;
}
