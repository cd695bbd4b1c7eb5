import { KEPT_MESSAGES } from '../../ports/devices.ts';
import type { Statement } from './database.ts';
import { timeColumn, timeParameter } from './fix-rows.ts';

// What postgres-devices.ts asks.

/** Devices that are made at the same moment may pass the bound together, by as many as there are servers' calls. */
export const CREATE: Statement = {
  name: 'create-device',
  text: `insert into devices (tenant_id, device_id, vehicle_id, name, created_at, relay, key_hash)
  select $1, $2, $3, $4, ${timeParameter(5)}, $6::boolean, $7
  where (select count(*) from devices where tenant_id = $1) < $8::float8
  on conflict (tenant_id, device_id) do nothing returning device_id`,
};

export const CHANGE_KEY: Statement = {
  name: 'change-device-key',
  text: 'update devices set key_hash = $3 where tenant_id = $1 and device_id = $2 returning device_id',
};

export const LIST: Statement = {
  name: 'list-devices',
  text: `select device_id, vehicle_id, name, relay, accepted::float8 as accepted, quarantined::float8 as quarantined,
    ${timeColumn('created_at')},
    ${timeColumn('last_seen_at')}
  from devices where tenant_id = $1 and device_id > $2 order by device_id limit $3`,
};

export const REMOVE: Statement = {
  name: 'remove-device',
  text: 'delete from devices where tenant_id = $1 and device_id = $2 returning device_id',
};

export const BY_KEY: Statement = {
  name: 'device-by-key',
  text: 'select tenant_id, device_id, vehicle_id, relay from devices where key_hash = $1',
};

export const BY_ID: Statement = {
  name: 'device-by-id',
  text: 'select tenant_id, device_id, vehicle_id, relay from devices where tenant_id = $1 and device_id = $2',
};

/** Sorted, so that servers that write the same devices at once wait for each other instead of locking each other out. */
export const SIGHTINGS: Statement = {
  name: 'device-sightings',
  text: `with given as (
    select tenant_id, device_id, max(at) as at, sum(accepted)::bigint as accepted
    from unnest($1::text[], $2::text[], $3::timestamptz[], $4::float8[])
      as given (tenant_id, device_id, at, accepted)
    group by tenant_id, device_id
  ), locked as (
    select devices.tenant_id, devices.device_id from devices
    join given on devices.tenant_id = given.tenant_id and devices.device_id = given.device_id
    order by devices.tenant_id, devices.device_id for no key update of devices
  )
  update devices set last_seen_at = greatest(last_seen_at, given.at), accepted = devices.accepted + given.accepted
  from given join locked on locked.tenant_id = given.tenant_id and locked.device_id = given.device_id
  where devices.tenant_id = given.tenant_id and devices.device_id = given.device_id`,
};

/** What a device that was removed meanwhile sent is not kept. */
export const QUARANTINE: Statement = {
  name: 'quarantine-messages',
  text: `with counted as (
    update devices set quarantined = quarantined + $4::float8::bigint where tenant_id = $1 and device_id = $2
    returning device_id
  )
  insert into device_quarantine (tenant_id, device_id, received_at, reason, message)
  select $1, device_id, ${timeParameter(3)}, reason, message
  from counted, unnest($5::text[], $6::text[]) with ordinality as given (reason, message, place)
  order by place`,
};

export const PRUNE: Statement = {
  name: 'prune-quarantine',
  text: `delete from device_quarantine where tenant_id = $1 and device_id = $2 and number <= (
    select number from device_quarantine where tenant_id = $1 and device_id = $2
    order by number desc offset ${KEPT_MESSAGES} limit 1
  )`,
};

export const QUARANTINED: Statement = {
  name: 'quarantined-messages',
  text: `select device_id, reason, message, number::float8 as number,
    ${timeColumn('received_at')}
  from device_quarantine where tenant_id = $1 and ($2::text is null or device_id = $2)
    and ($3::float8 is null or number < $3::float8::bigint)
  order by number desc limit $4`,
};

export const FORGET: Statement = {
  name: 'forget-quarantine',
  text: `delete from device_quarantine where received_at < ${timeParameter(1)}`,
};
