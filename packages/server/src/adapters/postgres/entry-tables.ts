import type { DriverFields, GroupFields, VehicleFields } from '../../ports/registry.ts';
import { readJson, readNullableNumber, readNullableText, readTexts } from './cells.ts';
import type { Row } from './database.ts';
import { timeColumn } from './fix-rows.ts';

/** A column that holds part of a description. */
export interface FieldColumn<F> {
  readonly name: string;
  /** Of the value as it comes in a JSON record. */
  readonly type:
    | 'text'
    | 'text[]'
    | 'double precision'
    | 'jsonb'
    | 'timestamptz'
    | 'smallint[]'
    | 'date'
    | 'date[]';
  /** As it stands in a JSON record. */
  readonly of: (fields: F) => unknown;
}

/** How the entries of one kind lie in their table. */
export interface EntryTable<F> {
  readonly table:
    | 'vehicles'
    | 'drivers'
    | 'groups'
    | 'school_stops'
    | 'school_routes'
    | 'school_calendars'
    | 'school_schedules';
  readonly id:
    | 'vehicle_id'
    | 'driver_id'
    | 'group_id'
    | 'stop_id'
    | 'route_id'
    | 'calendar_id'
    | 'schedule_id';
  readonly columns: readonly FieldColumn<F>[];
  /** Whether entries come into being by being heard of. */
  readonly seen: boolean;
  /** SQL of the fields for `read`. */
  readonly select: string;
  readonly read: (row: Row) => F;
  /** Texts that searches look at beside the id. */
  readonly texts: (fields: F) => readonly (string | null)[];
  /** A column that a page may be narrowed to in place of a group. */
  readonly narrowedBy?: 'route_id';
  /** Ids of groups, where the kind is in groups. */
  readonly groups?: (fields: F) => readonly string[];
}

export const VEHICLES: EntryTable<VehicleFields> = {
  table: 'vehicles',
  id: 'vehicle_id',
  seen: true,
  columns: [
    { name: 'name', type: 'text', of: ({ name }) => name },
    { name: 'plate', type: 'text', of: ({ plate }) => plate },
    { name: 'kind', type: 'text', of: ({ kind }) => kind },
    { name: 'group_ids', type: 'text[]', of: ({ groups }) => groups },
    { name: 'speed_limit_mps', type: 'double precision', of: ({ speedLimitMps }) => speedLimitMps },
    { name: 'attributes', type: 'jsonb', of: ({ attributes }) => attributes },
    { name: 'archived_at', type: 'timestamptz', of: ({ archivedAt }) => isoOrNull(archivedAt) },
  ],
  select: `name, plate, kind, to_json(group_ids) as group_ids, speed_limit_mps, attributes,
    ${timeColumn('archived_at')}`,
  read: (row) => ({
    name: readNullableText(row, 'name'),
    plate: readNullableText(row, 'plate'),
    kind: readNullableText(row, 'kind'),
    groups: readTexts(row, 'group_ids'),
    speedLimitMps: readNullableNumber(row, 'speed_limit_mps'),
    attributes: plainValues(readJson(row, 'attributes') ?? {}),
    archivedAt: readNullableNumber(row, 'archived_at'),
  }),
  texts: ({ name, plate, kind }) => [name, plate, kind],
  groups: ({ groups }) => groups,
};

export const DRIVERS: EntryTable<DriverFields> = {
  table: 'drivers',
  id: 'driver_id',
  seen: true,
  columns: [
    { name: 'name', type: 'text', of: ({ name }) => name },
    { name: 'phone', type: 'text', of: ({ phone }) => phone },
    { name: 'vehicle_id', type: 'text', of: ({ vehicleId }) => vehicleId },
  ],
  select: 'name, phone, vehicle_id',
  read: (row) => ({
    name: readNullableText(row, 'name'),
    phone: readNullableText(row, 'phone'),
    vehicleId: readNullableText(row, 'vehicle_id'),
  }),
  texts: ({ name, phone, vehicleId }) => [name, phone, vehicleId],
};

export const GROUPS: EntryTable<GroupFields> = {
  table: 'groups',
  id: 'group_id',
  seen: false,
  columns: [{ name: 'name', type: 'text', of: ({ name }) => name }],
  select: 'name',
  read: (row) => ({ name: readNullableText(row, 'name') }),
  texts: ({ name }) => [name],
};

function isoOrNull(time: number | null): string | null {
  return time === null ? null : new Date(time).toISOString();
}

/** What a foreign hand may have written besides is left out. */
function plainValues(attributes: Readonly<Record<string, unknown>>): VehicleFields['attributes'] {
  const plain: Record<string, string | number | boolean> = {};
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
      plain[name] = value;
  }
  return plain;
}
