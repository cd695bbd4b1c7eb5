import type { Webhooks } from '../../../ports/alerts.ts';
import { readText } from '../cells.ts';
import type { Database } from '../database.ts';
import { timeParameter } from '../fix-rows.ts';
import { readWebhook, WEBHOOK_COLUMNS } from './alert-rows.ts';

const LIST = `select ${WEBHOOK_COLUMNS} from webhooks where tenant_id = $1 order by webhook_id`;

const CREATE = `insert into webhooks (tenant_id, webhook_id, url, events, active, created_at, secret)
  values ($1, $2, $3, $4::jsonb, $5, ${timeParameter(6)}, $7) on conflict do nothing returning webhook_id`;

const CHANGE = `update webhooks set url = $3, events = $4::jsonb, active = $5
  where tenant_id = $1 and webhook_id = $2 returning ${WEBHOOK_COLUMNS}`;

const REMOVE = `with gone as (delete from deliveries where tenant_id = $1 and channel = 'webhook' and target_id = $2)
  delete from webhooks where tenant_id = $1 and webhook_id = $2 returning webhook_id`;

const CHANGE_SECRET = `update webhooks set former_secret = secret, former_secret_until = ${timeParameter(4)},
    secret = $3
  where tenant_id = $1 and webhook_id = $2 returning ${WEBHOOK_COLUMNS}`;

const TARGET = `select url, active, secret,
    case when former_secret_until > ${timeParameter(3)} then former_secret end as former
  from webhooks where tenant_id = $1 and webhook_id = $2`;

/** Webhooks in the table `webhooks`. */
export function postgresWebhooks(database: Database): Webhooks {
  return {
    async webhooks(tenant) {
      return (await database.query({ text: LIST }, [tenant])).map(readWebhook);
    },
    async createWebhook(tenant, { webhookId, url, events, active, createdAt }, secret) {
      const values = [tenant, webhookId, url, jsonOf(events), active, Date.parse(createdAt), secret];
      return (await database.query({ text: CREATE }, values)).length > 0;
    },
    async changeWebhook(tenant, webhookId, { url, events, active }) {
      const values = [tenant, webhookId, url, jsonOf(events), active];
      const [row] = await database.query({ text: CHANGE }, values);
      return row && readWebhook(row);
    },
    async removeWebhook(tenant, webhookId) {
      return (await database.query({ text: REMOVE }, [tenant, webhookId])).length > 0;
    },
    async changeSecret(tenant, webhookId, secret, formerUntil) {
      const [row] = await database.query({ text: CHANGE_SECRET }, [tenant, webhookId, secret, formerUntil]);
      return row && readWebhook(row);
    },
    async webhookTarget(tenant, webhookId, now) {
      const [row] = await database.query({ name: 'webhook-target', text: TARGET }, [tenant, webhookId, now]);
      if (row === undefined) return undefined;
      const former = row.former === null ? undefined : readText(row, 'former');
      return {
        url: readText(row, 'url'),
        active: row.active === true,
        secret: readText(row, 'secret'),
        former,
      };
    },
  };
}

function jsonOf(value: unknown): string | null {
  return value === null ? null : JSON.stringify(value);
}
