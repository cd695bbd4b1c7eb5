import type { DriverDescription, GroupDescription, VehicleDescription } from '@waycast/contract';
import type { DriverFields, GroupFields, VehicleFields } from '../../ports/registry.ts';

/** How a description becomes the fields of an entry. */
export interface Describing<F, D> {
  /** What is left out of the description stays as it was; `before` is undefined for a new entry. */
  readonly merge: (before: F | undefined, description: D, now: number) => F;
  /** A description in which nothing is left out and all is empty. */
  readonly nothing: D;
}

const NO_VEHICLE: VehicleFields = {
  name: null,
  plate: null,
  kind: null,
  groups: [],
  speedLimitMps: null,
  attributes: {},
  archivedAt: null,
};

export const DESCRIBING_VEHICLES: Describing<VehicleFields, VehicleDescription> = {
  nothing: {
    name: null,
    plate: null,
    kind: null,
    groups: [],
    speedLimitMps: null,
    attributes: {},
    archived: false,
  },
  merge(before = NO_VEHICLE, { archived, groups, attributes, ...said }, now) {
    return {
      ...before,
      ...defined(said),
      ...(groups === undefined ? {} : { groups: [...new Set(groups)].sort() }),
      ...(attributes === undefined ? {} : { attributes: asStored(attributes) }),
      ...(archived === undefined ? {} : { archivedAt: archived ? (before.archivedAt ?? now) : null }),
    };
  },
};

const NO_DRIVER: DriverFields = { name: null, phone: null, vehicleId: null };

export const DESCRIBING_DRIVERS: Describing<DriverFields, DriverDescription> = {
  nothing: NO_DRIVER,
  merge: (before = NO_DRIVER, said) => ({ ...before, ...defined(said) }),
};

const NO_GROUP: GroupFields = { name: null };

export const DESCRIBING_GROUPS: Describing<GroupFields, GroupDescription> = {
  nothing: NO_GROUP,
  merge: (before = NO_GROUP, said) => ({ ...before, ...defined(said) }),
};

type Defined<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

function defined<T extends object>(fields: T): Defined<T> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Defined<T>;
}

/** JSON knows no -0, so that it would seem changed whenever it is written again. */
function asStored(attributes: VehicleFields['attributes']): VehicleFields['attributes'] {
  return Object.fromEntries(
    Object.entries(attributes).map(([name, value]) => [name, value === 0 ? 0 : value]),
  );
}
