import type { AlertStore } from '../../../ports/alerts.ts';
import type { Database } from '../database.ts';
import { Listeners } from '../outbox/listeners.ts';
import { postgresDeliveries } from './postgres-deliveries.ts';
import { postgresInbox } from './postgres-inbox.ts';
import { postgresPush } from './postgres-push.ts';
import { postgresRules } from './postgres-rules.ts';
import { postgresWebhooks } from './postgres-webhooks.ts';

/** Alerts and all that belongs to them, in the tables of `0009-alerts.sql`; `due` is told of deliveries that others put. */
export function postgresAlerts(database: Database, due: Listeners<[]> = new Listeners()): AlertStore {
  return {
    ...postgresRules(database),
    ...postgresWebhooks(database),
    ...postgresPush(database),
    ...postgresInbox(database),
    ...postgresDeliveries(database, due),
  };
}
