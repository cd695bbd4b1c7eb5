import { ShareDestination, ShareEnd } from '@waycast/contract';
import type {
  AwaitedEvent,
  ShareListing,
  ShareRoom,
  ShareStore,
  StoredShare,
} from '../../ports/share-store.ts';
import { readJson, readNullableNumber, readNumber, readText } from './cells.ts';
import type { Database, Queries, Row, Statement } from './database.ts';
import { timeColumn, timeParameter } from './fix-rows.ts';

/** The order or trip of a link, by its key. */
const ITS_ORDER = `orders where orders.tenant_id = share_links.tenant_id and orders.order_id = share_links.order_id`;
const ITS_TRIP = `trips where trips.tenant_id = share_links.tenant_id and trips.trip_id = share_links.trip_id`;
/** An order or trip that is no longer kept ended long ago. */
const ENDED = `coalesce(share_links.ended_at, nullif(case
    when share_links.order_id is not null
      then coalesce((select coalesce(orders.ended_at, 'infinity') from ${ITS_ORDER}), share_links.created_at)
    when share_links.trip_id is not null
      then coalesce((select coalesce(trips.ended_at, 'infinity') from ${ITS_TRIP}), share_links.created_at)
    end, 'infinity'))`;
const SHOWS = `case
    when share_links.order_id is not null then coalesce((select orders.vehicle_id from ${ITS_ORDER}
      and orders.status in ('ACCEPTED', 'ARRIVING', 'IN_PROGRESS')), '')
    when share_links.trip_id is not null then coalesce((select trips.vehicle_id from ${ITS_TRIP}
      and trips.status = 'IN_PROGRESS'), '')
    else share_links.vehicle_id end`;
const OF_A_RIDE = '(share_links.order_id is not null or share_links.trip_id is not null)';

const COLUMNS = `tenant_id, share_id, order_id, trip_id, label, destination, ends_on, created_by, uses, ${SHOWS} as vehicle_id,
  ${timeColumn('show_trail_from')},
  ${timeColumn('expires_at')},
  ${timeColumn('created_at')},
  ${timeColumn('revoked_at')},
  ${timeColumn(ENDED, 'ended_at')},
  ${timeColumn('last_used_at')}`;

/** Neither ended nor revoked; whether it has expired is a question of the time. */
const OPEN = `revoked_at is null and ${ENDED} is null`;

/** Counting and adding are one step for a tenant, or two at once would both find room for the last. */
const LOCK: Statement = {
  name: 'lock-shares',
  text: `select pg_advisory_xact_lock(hashtextextended('share_links ' || $1::text, 0))`,
};

const CLEAR: Statement = {
  name: 'clear-shares',
  text: `delete from share_links where tenant_id = $1
  and least(expires_at, revoked_at, ended_at) < ${timeParameter(2)} - interval '31 days'`,
};

const COUNT: Statement = {
  name: 'count-shares',
  text: `select count(*)::integer as good, (count(*) filter (
    where vehicle_id = $2 and order_id is not distinct from $4 and trip_id is not distinct from $5))::integer as of_vehicle
  from share_links where tenant_id = $1 and ${OPEN} and expires_at > ${timeParameter(3)}`,
};

const ADD: Statement = {
  name: 'add-share',
  text: `insert into share_links (tenant_id, share_id, secret_hash, vehicle_id, label, destination,
    show_trail_from, expires_at, ends_on, created_by, created_at, order_id, trip_id)
  values ($1, $2, $3, $4, $5, $6::text::jsonb, ${timeParameter(7)}, ${timeParameter(8)}, $9::text::jsonb, $10,
    ${timeParameter(11)}, $12, $13)`,
};

const BY_SECRET: Statement = {
  name: 'share-by-secret',
  text: `select ${COLUMNS} from share_links where secret_hash = $1`,
};

const BY_ID: Statement = {
  name: 'share-by-id',
  text: `select ${COLUMNS} from share_links where tenant_id = $1 and share_id = $2`,
};

const LIST: Statement = {
  name: 'list-shares',
  text: `select ${COLUMNS} from share_links
  where tenant_id = $1 and ($2::text is null or vehicle_id in (select jsonb_array_elements_text($2::text::jsonb))
      or (${OF_A_RIDE} and created_by = $5))
    and ($3::float8 is null or (${OPEN} and expires_at > ${timeParameter(3)}))
  order by created_at desc, share_id limit $4::integer`,
};

const REVOKE: Statement = {
  name: 'revoke-share',
  // A trip that is over may go on after all.
  text: `update share_links set revoked_at = ${timeParameter(3)}
  where tenant_id = $1 and share_id = $2 and (${OPEN} or (trip_id is not null and revoked_at is null)) and expires_at > ${timeParameter(3)}
  returning share_id`,
};

const END_ON: Statement = {
  name: 'end-shares-on',
  text: `update share_links set ended_at = ${timeParameter(5)}
  where tenant_id = $1 and vehicle_id = $2 and ends_on = $3::text::jsonb and created_at <= ${timeParameter(4)}
    and ${OPEN} and expires_at > ${timeParameter(5)}
  returning share_id`,
};

const OVER_OF: Statement = {
  name: 'shares-over',
  text: `select asked.share_id from jsonb_array_elements_text($1::text::jsonb) as asked (share_id)
  left join share_links on share_links.share_id = asked.share_id collate "C"
  where share_links.share_id is null or not (${OPEN}) or expires_at <= ${timeParameter(2)}`,
};

const STRAYED: Statement = {
  name: 'shares-strayed',
  text: `select asked.share_id
  from jsonb_to_recordset($1::text::jsonb) as asked (share_id text, vehicle_id text)
  join share_links on share_links.share_id = asked.share_id collate "C"
  where ${OF_A_RIDE} and ${SHOWS} is distinct from asked.vehicle_id`,
};

const USED: Statement = {
  name: 'share-used',
  returns: 'nothing',
  text: `update share_links set last_used_at = ${timeParameter(2)},
    uses = uses + case when last_used_at > ${timeParameter(2)} - interval '10 minutes' then 0 else 1 end
  where share_id = $1 and (last_used_at is null or last_used_at <= ${timeParameter(2)} - interval '1 minute')`,
};

/** Share links in the table `share_links`. */
export class PostgresShares implements ShareStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  add(share: StoredShare, secretHash: string, room: ShareRoom): ReturnType<ShareStore['add']> {
    return this.#database.transaction((queries) => add(queries, share, secretHash, room));
  }

  async bySecret(secretHash: string): Promise<StoredShare | undefined> {
    return (await this.#database.query(BY_SECRET, [secretHash])).map(readShare)[0];
  }

  async byId(tenant: string, shareId: string): Promise<StoredShare | undefined> {
    return (await this.#database.query(BY_ID, [tenant, shareId])).map(readShare)[0];
  }

  async list(tenant: string, listing: ShareListing): Promise<StoredShare[]> {
    const { vehicleIds, goodAt = null, limit, orLinksOfRidesBy: by = null } = listing;
    const ids = vehicleIds === undefined ? null : JSON.stringify(vehicleIds);
    return (await this.#database.query(LIST, [tenant, ids, goodAt, limit, by])).map(readShare);
  }

  async revoke(tenant: string, shareId: string, now: number): Promise<boolean> {
    return (await this.#database.query(REVOKE, [tenant, shareId, now])).length > 0;
  }

  async endOn({ tenant, vehicleId, end, at }: AwaitedEvent, now: number): Promise<string[]> {
    const rows = await this.#database.query(END_ON, [tenant, vehicleId, JSON.stringify(end), at, now]);
    return rows.map((row) => readText(row, 'share_id'));
  }

  async overOf(shareIds: readonly string[], now: number): Promise<string[]> {
    const rows = await this.#database.query(OVER_OF, [JSON.stringify(shareIds), now]);
    return rows.map((row) => readText(row, 'share_id'));
  }

  async strayed(shown: readonly Pick<StoredShare, 'shareId' | 'vehicleId'>[]): Promise<string[]> {
    const asked = shown.map(({ shareId, vehicleId }) => ({ share_id: shareId, vehicle_id: vehicleId }));
    const rows = await this.#database.query(STRAYED, [JSON.stringify(asked)]);
    return rows.map((row) => readText(row, 'share_id'));
  }

  async used(shareId: string, now: number): Promise<void> {
    await this.#database.query(USED, [shareId, now]);
  }
}

async function add(
  queries: Queries,
  share: StoredShare,
  secretHash: string,
  room: ShareRoom,
): Promise<'added' | 'vehicle full' | 'tenant full'> {
  const { tenant, shareId, orderId, tripId, label, trailFrom, expiresAt, createdBy, createdAt } = share;
  const vehicleId = orderId === null && tripId === null ? share.vehicleId : '';
  await queries.query(LOCK, [tenant]);
  await queries.query(CLEAR, [tenant, createdAt]);
  const [counted] = await queries.query(COUNT, [tenant, vehicleId, createdAt, orderId, tripId]);
  if (counted === undefined || readNumber(counted, 'good') >= room.perTenant) return 'tenant full';
  if (readNumber(counted, 'of_vehicle') >= room.perVehicle) return 'vehicle full';
  const what = [tenant, shareId, secretHash, vehicleId, label, jsonOrNull(share.destination)];
  const when = [trailFrom, expiresAt, jsonOrNull(share.endsOn)];
  await queries.query(ADD, [...what, ...when, createdBy, createdAt, orderId, tripId]);
  return 'added';
}

function jsonOrNull(value: object | null): string | null {
  return value === null ? null : JSON.stringify(value);
}

function readShare(row: Row): StoredShare {
  const destination = readJson(row, 'destination');
  const endsOn = readJson(row, 'ends_on');
  return {
    tenant: readText(row, 'tenant_id'),
    shareId: readText(row, 'share_id'),
    vehicleId: readText(row, 'vehicle_id'),
    orderId: row.order_id === null ? null : readText(row, 'order_id'),
    tripId: row.trip_id === null ? null : readText(row, 'trip_id'),
    label: row.label === null ? null : readText(row, 'label'),
    destination: destination === undefined ? null : ShareDestination.parse(destination),
    trailFrom: readNullableNumber(row, 'show_trail_from'),
    expiresAt: readNumber(row, 'expires_at'),
    endsOn: endsOn === undefined ? null : ShareEnd.parse(endsOn),
    createdBy: readText(row, 'created_by'),
    createdAt: readNumber(row, 'created_at'),
    revokedAt: readNullableNumber(row, 'revoked_at'),
    endedAt: readNullableNumber(row, 'ended_at'),
    lastUsedAt: readNullableNumber(row, 'last_used_at'),
    uses: readNumber(row, 'uses'),
  };
}
