import type { PushSubscriptions } from '../../../ports/alerts.ts';
import { readText } from '../cells.ts';
import type { Database } from '../database.ts';
import { timeParameter } from '../fix-rows.ts';
import { readSubscription, SUBSCRIPTION_COLUMNS } from './alert-rows.ts';

/** Whether a subscription `s` gets alerts of a vehicle: it wants them, and its subject may follow it still. */
export function receives(vehicle: string): string {
  return `s.expires_at > now() and (s.vehicles is null or ${vehicle} = any (s.vehicles))
    and (s.entitled_to_all or ${vehicle} = any (s.entitled_vehicles) or exists (
      select from grants g
      where g.tenant_id = s.tenant_id and g.subject = s.subject and g.vehicle_id = ${vehicle}
        and (g.expires_at is null or g.expires_at > now())))`;
}

const LIST = `select ${SUBSCRIPTION_COLUMNS} from push_subscriptions
  where tenant_id = $1 and subject = $2 and expires_at > ${timeParameter(3)} order by created_at, subscription_id`;

const listOf = (position: number): string =>
  `case when $${position}::jsonb is null then null else array(select jsonb_array_elements_text($${position}::jsonb)) end`;

/** Whoever used the browser before, in whatever tenant, gets nothing more there. */
const PUT = `with taken as (delete from push_subscriptions where subscription_id = $2 and tenant_id <> $1)
  insert into push_subscriptions (tenant_id, subscription_id, subject, endpoint, p256dh, auth, vehicles,
    entitled_to_all, entitled_vehicles, created_at, expires_at)
  values ($1, $2, $3, $4, $5, $6, ${listOf(7)}, $8, ${listOf(9)}, ${timeParameter(10)}, ${timeParameter(11)})
  on conflict (tenant_id, subscription_id) do update set subject = excluded.subject, p256dh = excluded.p256dh,
    auth = excluded.auth, vehicles = excluded.vehicles, entitled_to_all = excluded.entitled_to_all,
    entitled_vehicles = excluded.entitled_vehicles, expires_at = excluded.expires_at
  returning ${SUBSCRIPTION_COLUMNS}`;

const DROP = (owned: string): string => `with gone as (
    delete from deliveries where tenant_id = $1 and channel = 'push' and target_id = $2 and exists (
      select from push_subscriptions where tenant_id = $1 and subscription_id = $2 ${owned}))
  delete from push_subscriptions where tenant_id = $1 and subscription_id = $2 ${owned} returning subscription_id`;

const TARGET = `select s.endpoint, s.p256dh, s.auth from push_subscriptions s
  where s.tenant_id = $1 and s.subscription_id = $2 and ${receives('$3::text')}`;

const TARGETS = `select subscription_id, endpoint, p256dh, auth from push_subscriptions
  where tenant_id = $1 and subject = $2 and expires_at > ${timeParameter(3)} order by created_at, subscription_id`;

/** Subscriptions in the table `push_subscriptions`. */
export function postgresPush(database: Database): PushSubscriptions {
  return {
    async subscriptions(tenant, subject, now) {
      return (await database.query({ text: LIST }, [tenant, subject, now])).map(readSubscription);
    },
    async putSubscription({ tenant, subject, rights }, entry, { p256dh, auth }) {
      const { subscriptionId, endpoint, vehicles, createdAt, expiresAt } = entry;
      const wanted = vehicles === null ? null : JSON.stringify(vehicles);
      const entitled = JSON.stringify(rights.vehicles);
      const owner = [tenant, subscriptionId, subject, endpoint, p256dh, auth];
      const times = [Date.parse(createdAt), Date.parse(expiresAt)];
      const values = [...owner, wanted, rights.everything, entitled, ...times];
      const [row = {}] = await database.query({ text: PUT }, values);
      return readSubscription(row);
    },
    async removeSubscription(tenant, subject, subscriptionId) {
      const text = DROP('and subject = $3');
      return (await database.query({ text }, [tenant, subscriptionId, subject])).length > 0;
    },
    async pushTarget(tenant, subscriptionId, vehicleId) {
      const [row] = await database.query({ name: 'push-target', text: TARGET }, [
        tenant,
        subscriptionId,
        vehicleId,
      ]);
      if (row === undefined) return undefined;
      const keys = { p256dh: readText(row, 'p256dh'), auth: readText(row, 'auth') };
      return { endpoint: readText(row, 'endpoint'), keys };
    },
    async pushTargets(tenant, subject, now) {
      const rows = await database.query({ text: TARGETS }, [tenant, subject, now]);
      return rows.map((row) => ({
        subscriptionId: readText(row, 'subscription_id'),
        endpoint: readText(row, 'endpoint'),
        keys: { p256dh: readText(row, 'p256dh'), auth: readText(row, 'auth') },
      }));
    },
    async dropSubscription(tenant, subscriptionId) {
      await database.query({ text: DROP('') }, [tenant, subscriptionId]);
    },
  };
}
