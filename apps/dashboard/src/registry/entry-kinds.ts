import type { HttpApi } from '@waycast/client';
import type { RegistryKind } from '@waycast/contract';

/** Texts of a form by its fields. */
export type Values = Readonly<Record<string, string>>;

/** A vehicle, driver or group as the list and the form show it. */
export interface Item {
  readonly id: string;
  readonly name: string | null;
  /** What else a row says. */
  readonly facts: readonly string[];
  /** What the form edits, as text. */
  readonly values: Values;
  readonly firstSeenAt: string | null;
  readonly archived: boolean;
}

export interface Page {
  readonly items: readonly Item[];
  readonly nextCursor: string | null;
  readonly total?: number | undefined;
}

export interface PageQuery {
  readonly q?: string;
  readonly cursor?: string;
  readonly limit: number;
}

/** A field of a form. */
export interface FieldShape {
  readonly name: string;
  readonly label: string;
  readonly note?: string;
  readonly type?: 'text' | 'tel' | 'number' | 'checkbox';
}

/** How the page deals with the entries of one kind. */
export interface EntryKind {
  readonly one: string;
  readonly many: string;
  readonly idLabel: string;
  /** What to do while there is none. */
  readonly empty: string;
  readonly fields: readonly FieldShape[];
  readonly list: (http: HttpApi, query: PageQuery, signal: AbortSignal) => Promise<Page>;
  readonly get: (http: HttpApi, id: string, signal: AbortSignal) => Promise<Item>;
  readonly create: (http: HttpApi, id: string, values: Values) => Promise<unknown>;
  /** Only of the fields that were changed: figures are rounded for people to read. */
  readonly change: (http: HttpApi, id: string, values: Values) => Promise<unknown>;
  readonly remove: (http: HttpApi, id: string) => Promise<unknown>;
}

type Vehicle = Awaited<ReturnType<HttpApi['registeredVehicle']>>;
type Driver = Awaited<ReturnType<HttpApi['registeredDriver']>>;
type Group = Awaited<ReturnType<HttpApi['group']>>;

const KMH = 3.6;

function vehicleItem(vehicle: Vehicle): Item {
  const { vehicleId, name, plate, kind, groups, speedLimitMps, archived, firstSeenAt } = vehicle;
  return {
    id: vehicleId,
    name,
    facts: [plate, kind, ...groups].filter((fact) => fact !== null),
    values: {
      name: name ?? '',
      plate: plate ?? '',
      kind: kind ?? '',
      groups: groups.join(', '),
      speedLimitMps: speedLimitMps === null ? '' : String(Math.round(speedLimitMps * KMH * 10) / 10),
      archived: archived ? 'yes' : '',
    },
    firstSeenAt,
    archived,
  };
}

function driverItem({ driverId, name, phone, vehicleId, firstSeenAt }: Driver): Item {
  return {
    id: driverId,
    name,
    facts: [phone, vehicleId].filter((fact) => fact !== null),
    values: { name: name ?? '', phone: phone ?? '', vehicleId: vehicleId ?? '' },
    firstSeenAt,
    archived: false,
  };
}

function groupItem({ groupId, name }: Group): Item {
  return { id: groupId, name, facts: [], values: { name: name ?? '' }, firstSeenAt: null, archived: false };
}

/** Those of the fields that the form has. */
function textsOf<N extends string>(values: Values, ...names: readonly N[]): { [K in N]?: string } {
  const texts: { [K in N]?: string } = {};
  for (const name of names) {
    const text = values[name];
    if (text !== undefined) texts[name] = text;
  }
  return texts;
}

function vehicleBody(values: Values) {
  const { groups, speedLimitMps, archived } = values;
  return {
    ...textsOf(values, 'name', 'plate', 'kind'),
    ...(groups === undefined ? {} : { groups: groups.split(/[\s,;|]+/).filter((group) => group !== '') }),
    ...(speedLimitMps === undefined
      ? {}
      : { speedLimitMps: speedLimitMps === '' ? null : Number(speedLimitMps) / KMH }),
    ...(archived === undefined ? {} : { archived: archived === 'yes' }),
  };
}

function driverBody(values: Values) {
  const id = values['vehicleId']?.trim();
  return {
    ...textsOf(values, 'name', 'phone'),
    ...(id === undefined ? {} : { vehicleId: id === '' ? null : id }),
  };
}

const NAME: FieldShape = { name: 'name', label: 'Name' };

const vehicles: EntryKind = {
  one: 'vehicle',
  many: 'Vehicles',
  idLabel: 'Vehicle id',
  empty: 'Vehicles appear here with their first position. Add one by hand, or import a CSV file.',
  fields: [
    NAME,
    { name: 'plate', label: 'Number plate' },
    { name: 'kind', label: 'Kind', note: 'Such as bus or van.' },
    { name: 'groups', label: 'Groups', note: 'Ids of groups, with commas between them.' },
    {
      name: 'speedLimitMps',
      label: 'Speed limit in km/h',
      type: 'number',
      note: 'Empty: as for the whole fleet.',
    },
    { name: 'archived', label: 'Out of use', type: 'checkbox' },
  ],
  async list(http, query, signal) {
    const { items, ...page } = await http.listRegisteredVehicles({ ...query, archived: 'any' }, { signal });
    return { ...page, items: items.map(vehicleItem) };
  },
  get: async (http, id, signal) => vehicleItem(await http.registeredVehicle({ id }, { signal })),
  create: (http, id, values) => http.putVehicle({ id }, vehicleBody(values)),
  change: (http, id, values) => http.changeVehicle({ id }, vehicleBody(values)),
  remove: (http, id) => http.removeVehicle({ id }),
};

const drivers: EntryKind = {
  one: 'driver',
  many: 'Drivers',
  idLabel: 'Driver id, the subject of the token',
  empty: 'Drivers appear here when their token is first used. Add one by hand, or import a CSV file.',
  fields: [
    NAME,
    { name: 'phone', label: 'Telephone', type: 'tel' },
    { name: 'vehicleId', label: 'Usual vehicle', note: 'The id of a vehicle.' },
  ],
  async list(http, query, signal) {
    const { items, ...page } = await http.listDrivers(query, { signal });
    return { ...page, items: items.map(driverItem) };
  },
  get: async (http, id, signal) => driverItem(await http.registeredDriver({ id }, { signal })),
  create: (http, id, values) => http.putDriver({ id }, driverBody(values)),
  change: (http, id, values) => http.changeDriver({ id }, driverBody(values)),
  remove: (http, id) => http.removeDriver({ id }),
};

const groups: EntryKind = {
  one: 'group',
  many: 'Groups',
  idLabel: 'Group id',
  empty: 'Groups gather vehicles: a depot, a customer, a kind of run. Add one by hand, or import a CSV file.',
  fields: [NAME],
  async list(http, query, signal) {
    const { items, ...page } = await http.listGroups(query, { signal });
    return { ...page, items: items.map(groupItem) };
  },
  get: async (http, id, signal) => groupItem(await http.group({ id }, { signal })),
  create: (http, id, values) => http.putGroup({ id }, textsOf(values, 'name')),
  change: (http, id, values) => http.changeGroup({ id }, textsOf(values, 'name')),
  remove: (http, id) => http.removeGroup({ id }),
};

export const ENTRY_KINDS: Readonly<Record<RegistryKind, EntryKind>> = { vehicles, drivers, groups };
