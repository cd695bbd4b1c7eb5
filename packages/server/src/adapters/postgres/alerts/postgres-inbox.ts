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
  where w.active and (w.events is null or w.events ? d.kind)
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

async function insert(queries: Queries, drafts: readonly AlertDraft[]): Promise<AlertDraft[]> {
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
