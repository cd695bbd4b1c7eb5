import type { AlertRule, AlertRuleBody } from '@waycast/contract';
import type { AlertRules } from '../../../ports/alerts.ts';
import { readText } from '../cells.ts';
import type { Database, Parameter } from '../database.ts';
import { timeParameter } from '../fix-rows.ts';
import { RULE_COLUMNS, readRule } from './alert-rows.ts';

const LIST = `select ${RULE_COLUMNS} from alert_rules where tenant_id = $1 order by rule_id`;

const CREATE = `insert into alert_rules (tenant_id, rule_id, name, active, conditions, quiet_hours, channels,
    created_at)
  values ($1, $2, $3, $4, $5::jsonb, $6::jsonb, $7::jsonb, ${timeParameter(8)})
  on conflict do nothing returning rule_id`;

const CHANGE = `update alert_rules set name = $3, active = $4, conditions = $5::jsonb, quiet_hours = $6::jsonb,
    channels = $7::jsonb, changed_at = now()
  where tenant_id = $1 and rule_id = $2 returning ${RULE_COLUMNS}`;

const TENANTS_WITH = `select distinct tenant_id from alert_rules where active and conditions -> 'on' ? $1
  order by tenant_id`;

const REMOVE = 'delete from alert_rules where tenant_id = $1 and rule_id = $2 returning rule_id';

/** Rules in the table `alert_rules`. */
export function postgresRules(database: Database): AlertRules {
  return {
    async tenantsWith(kind) {
      const rows = await database.query({ text: TENANTS_WITH }, [kind]);
      return rows.map((row) => readText(row, 'tenant_id'));
    },
    async rules(tenant) {
      return (await database.query({ name: 'alert-rules', text: LIST }, [tenant])).map(readRule);
    },
    async createRule(tenant, rule) {
      const values = [...valuesOf(tenant, rule.ruleId, rule), Date.parse(rule.createdAt)];
      return (await database.query({ text: CREATE }, values)).length > 0;
    },
    async changeRule(tenant, ruleId, rule): Promise<AlertRule | undefined> {
      const [row] = await database.query({ text: CHANGE }, valuesOf(tenant, ruleId, rule));
      return row && readRule(row);
    },
    async removeRule(tenant, ruleId) {
      return (await database.query({ text: REMOVE }, [tenant, ruleId])).length > 0;
    },
  };
}

function valuesOf(tenant: string, ruleId: string, rule: AlertRuleBody): Parameter[] {
  const { name, active, quietHours, channels, on, vehicles, groups, fences } = rule;
  const conditions = JSON.stringify({ on, vehicles, groups, fences });
  const quiet = quietHours === null ? null : JSON.stringify(quietHours);
  return [tenant, ruleId, name, active, conditions, quiet, JSON.stringify(channels)];
}
