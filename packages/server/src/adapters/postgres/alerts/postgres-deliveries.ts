import { randomUUID } from 'node:crypto';
import type { ClaimedDelivery, Deliveries, DeliveryOutcome } from '../../../ports/alerts.ts';
import { readNullableNumber, readNumber, readText } from '../cells.ts';
import type { Database, Parameter, Row } from '../database.ts';
import type { Listeners } from '../outbox/listeners.ts';
import { ALERT_COLUMNS, DELIVERY_COLUMNS, readAlert, readDelivery } from './alert-rows.ts';
import { HOOK_COLUMNS, readHook } from './hook-rows.ts';

const FREE = '(d.claimed_until is null or d.claimed_until <= now())';
const SAME_TARGET = `d.tenant_id = t.tenant_id and d.channel = t.channel and d.target_id = t.target_id
        and d.state = 'pending'`;

/*
 * From target to target by the index, however many deliveries wait for one of them; of each the oldest, as many as it
 * has room for; of all these the oldest.
 */
const CLAIM = `with recursive targets as (
    (select tenant_id, channel, target_id from deliveries where state = 'pending'
      order by tenant_id, channel, target_id limit 1)
    union all
    select n.tenant_id, n.channel, n.target_id
    from targets t cross join lateral (
      select d.tenant_id, d.channel, d.target_id from deliveries d
      where d.state = 'pending' and (d.tenant_id, d.channel, d.target_id) > (t.tenant_id, t.channel, t.target_id)
      order by d.tenant_id, d.channel, d.target_id limit 1) n
  ), due as (
    select p.tenant_id, p.delivery_id
    from targets t cross join lateral (
      select d.tenant_id, d.delivery_id, d.next_at from deliveries d
      where ${SAME_TARGET} and d.next_at <= now() and ${FREE}
      order by d.next_at
      limit greatest(0, $2::int - (
        select count(*)::int from deliveries d where ${SAME_TARGET} and d.claimed_until > now()))) p
    order by p.next_at limit $1
  ), taken as (
    select d.tenant_id, d.delivery_id, d.alert_id from deliveries d join due using (tenant_id, delivery_id)
    where d.state = 'pending' and d.next_at <= now() and ${FREE}
    for update of d skip locked
  )
  update deliveries d set claim = $3, claimed_until = now() + $4::float8 * interval '1 millisecond'
  from taken left join alerts a on a.tenant_id = taken.tenant_id and a.alert_id = taken.alert_id
  where d.tenant_id = taken.tenant_id and d.delivery_id = taken.delivery_id
  returning d.tenant_id, d.delivery_id, d.channel, d.target_id, d.attempts, ${ALERT_COLUMNS}, ${HOOK_COLUMNS}`;

const NEXT_DUE = `select (extract(epoch from d.next_at - now()) * 1000)::float8 as in_ms from deliveries d
  where d.state = 'pending' and ${FREE} order by d.next_at limit 1`;

const SETTLE = `update deliveries set state = $4, attempts = attempts + 1, last_status = $5, last_error = $6,
    next_at = now() + $7::float8 * interval '1 millisecond', claim = null, claimed_until = null,
    ended_at = case when $4 = 'pending' then null else now() end
  where tenant_id = $1 and delivery_id = $2 and claim = $3 and state = 'pending'`;

/** Ids of alerts and of events have the time after three letters. */
const WHEN_MADE = 'substr(coalesce(deliveries.alert_id, event_id), 4)';

const LIST = `select ${DELIVERY_COLUMNS} from deliveries
  where tenant_id = $1 and ($2::text is null or state = $2)
    and ($3::text is null or (channel = 'webhook' and target_id = $3))
    and ($4::text is null or (${WHEN_MADE}, delivery_id) < (substr($4, 4), $5::text))
  order by ${WHEN_MADE} desc, delivery_id desc limit $6`;

const AGAIN = `state = 'pending', attempts = 0, next_at = now(), ended_at = null`;
const REPLAY = `update deliveries set ${AGAIN} where tenant_id = $1 and delivery_id = $2
  returning ${DELIVERY_COLUMNS}`;
const REPLAY_DEAD = `update deliveries set ${AGAIN}
  where tenant_id = $1 and channel = 'webhook' and target_id = $2 and state = 'dead' returning delivery_id`;

const COUNTS = `select (select count(*)::float8 from deliveries where state = 'pending') as pending,
    (select count(*)::float8 from deliveries where state = 'dead') as dead`;

/** Deliveries in the table `deliveries`; `due` is told of those that others put there. */
export function postgresDeliveries(database: Database, due: Listeners<[]>): Deliveries {
  const ask = (text: string, values: readonly Parameter[] = []): Promise<Row[]> =>
    database.query({ text }, values);
  return {
    async claim(limit, perTarget, leaseMs) {
      const claim = randomUUID();
      const rows = await database.query({ name: 'claim-deliveries', text: CLAIM }, [
        limit,
        perTarget,
        claim,
        leaseMs,
      ]);
      return rows.map((row) => readClaimed(row, claim));
    },
    async nextDue() {
      const [row] = await database.query({ name: 'next-delivery', text: NEXT_DUE });
      return row === undefined ? undefined : (readNullableNumber(row, 'in_ms') ?? undefined);
    },
    async settle({ tenant, deliveryId, claim }, outcome) {
      await ask(SETTLE, [tenant, deliveryId, claim, ...settled(outcome)]);
    },
    async deliveries(tenant, { state, webhookId }, { before, limit }) {
      const [alertId = null, deliveryId = null] = before?.split(' ') ?? [];
      const only = [tenant, state ?? null, webhookId ?? null];
      return (await ask(LIST, [...only, alertId, deliveryId, limit])).map(readDelivery);
    },
    async replay(tenant, deliveryId) {
      const [row] = await ask(REPLAY, [tenant, deliveryId]);
      return row && readDelivery(row);
    },
    replayDead: async (tenant, webhookId) => (await ask(REPLAY_DEAD, [tenant, webhookId])).length,
    async counts() {
      const [row = {}] = await ask(COUNTS);
      return { pending: readNumber(row, 'pending'), dead: readNumber(row, 'dead') };
    },
    onDue: (listener) => due.add(listener),
  };
}

function readClaimed(row: Row, claim: string): ClaimedDelivery {
  return {
    tenant: readText(row, 'tenant_id'),
    deliveryId: readText(row, 'delivery_id'),
    claim,
    channel: readText(row, 'channel') === 'push' ? 'push' : 'webhook',
    targetId: readText(row, 'target_id'),
    attempts: readNumber(row, 'attempts'),
    about: row.event_id === null ? { what: 'alert', alert: readAlert(row) } : readHook(row),
  };
}

/** State, status, error and delay. */
function settled(outcome: DeliveryOutcome): Parameter[] {
  switch (outcome.kind) {
    case 'delivered':
      return ['delivered', outcome.status, null, 0];
    case 'retry':
      return ['pending', outcome.status, outcome.error, outcome.afterMs];
    case 'dead':
      return ['dead', outcome.status, outcome.error, 0];
  }
}
