import { Readable } from 'node:stream';
import {
  DriverDescription,
  GroupDescription,
  type RouteResponse,
  VehicleDescription,
  WaycastError,
} from '@waycast/contract';
import { decodeBy } from '../../../kernel/invalid.ts';
import { isoTime } from '../../../kernel/iso-time.ts';
import type { DriverFields, Entry, GroupFields, VehicleFields } from '../../../ports/registry.ts';
import type { ListPage } from '../../../ports/registry-desk.ts';
import { begun } from '../files/begun.ts';
import type { Handlers } from '../handler.ts';
import type { HttpParts } from '../parts.ts';

type VehicleRoutes = Pick<
  Handlers,
  'listRegisteredVehicles' | 'registeredVehicle' | 'putVehicle' | 'changeVehicle' | 'removeVehicle'
>;
type DriverRoutes = Pick<
  Handlers,
  'listDrivers' | 'registeredDriver' | 'putDriver' | 'changeDriver' | 'removeDriver'
>;
type GroupRoutes = Pick<Handlers, 'listGroups' | 'group' | 'putGroup' | 'changeGroup' | 'removeGroup'>;
type FileRoutes = Pick<Handlers, 'importRegistry' | 'exportRegistry'>;

/** Vehicles, drivers and groups of the subject's tenant. */
export function registryRoutes(parts: HttpParts): VehicleRoutes & DriverRoutes & GroupRoutes & FileRoutes {
  return { ...vehicleRoutes(parts), ...driverRoutes(parts), ...groupRoutes(parts), ...fileRoutes(parts) };
}

const ARCHIVED = { false: { archived: false }, true: { archived: true }, any: {} } as const;

function vehicleRoutes({ registry: { vehicles } }: HttpParts): VehicleRoutes {
  return {
    async listRegisteredVehicles({ subject, query: { archived, ...query } }) {
      return pageOf(await vehicles.list(subject.tenant, { ...query, ...ARCHIVED[archived] }), toVehicle);
    },
    async registeredVehicle({ subject, params }) {
      return toVehicle(await vehicles.get(subject.tenant, params.id));
    },
    async putVehicle({ subject, params, body }) {
      const description = decodeBy(VehicleDescription, body);
      return toVehicle(await vehicles.put(subject.tenant, params.id, description));
    },
    async changeVehicle({ subject, params, body }) {
      const description = decodeBy(VehicleDescription, body);
      return toVehicle(await vehicles.change(subject.tenant, params.id, description));
    },
    async removeVehicle({ subject, params, reply }) {
      await vehicles.remove(subject.tenant, params.id);
      return reply.send();
    },
  };
}

function driverRoutes({ registry: { drivers } }: HttpParts): DriverRoutes {
  return {
    async listDrivers({ subject, query }) {
      return pageOf(await drivers.list(subject.tenant, query), toDriver);
    },
    async registeredDriver({ subject, params }) {
      return toDriver(await drivers.get(subject.tenant, params.id));
    },
    async putDriver({ subject, params, body }) {
      const description = decodeBy(DriverDescription, body);
      return toDriver(await drivers.put(subject.tenant, params.id, description));
    },
    async changeDriver({ subject, params, body }) {
      const description = decodeBy(DriverDescription, body);
      return toDriver(await drivers.change(subject.tenant, params.id, description));
    },
    async removeDriver({ subject, params, reply }) {
      await drivers.remove(subject.tenant, params.id);
      return reply.send();
    },
  };
}

function groupRoutes({ registry: { groups } }: HttpParts): GroupRoutes {
  return {
    async listGroups({ subject, query }) {
      return pageOf(await groups.list(subject.tenant, query), toGroup);
    },
    async group({ subject, params }) {
      return toGroup(await groups.get(subject.tenant, params.id));
    },
    async putGroup({ subject, params, body }) {
      return toGroup(await groups.put(subject.tenant, params.id, decodeBy(GroupDescription, body)));
    },
    async changeGroup({ subject, params, body }) {
      return toGroup(await groups.change(subject.tenant, params.id, decodeBy(GroupDescription, body)));
    },
    async removeGroup({ subject, params, reply }) {
      await groups.remove(subject.tenant, params.id);
      return reply.send();
    },
  };
}

function fileRoutes({ registry }: HttpParts): FileRoutes {
  return {
    async importRegistry({ subject, query, body }) {
      if (typeof body !== 'string')
        throw new WaycastError('invalid', 'the body takes a CSV file; send it with Content-Type: text/csv');
      return registry.import(subject.tenant, query.kind, body, query.dryRun === 'true');
    },
    async exportRegistry({ subject, query: { kind }, reply }) {
      const parts = await begun(registry.export(subject.tenant, kind));
      reply
        .type('text/csv; charset=utf-8')
        .header('content-disposition', `attachment; filename="${kind}.csv"`);
      return reply.send(Readable.from(parts, { objectMode: false }));
    },
  };
}

function pageOf<F, T>({ items, nextCursor, total }: ListPage<F>, show: (entry: Entry<F>) => T) {
  return { items: items.map(show), nextCursor, ...(total === undefined ? {} : { total }) };
}

function toVehicle({ id, fields, ...entry }: Entry<VehicleFields>): RouteResponse<'registeredVehicle'> {
  const { archivedAt, groups, attributes, ...rest } = fields;
  return {
    vehicleId: id,
    ...rest,
    groups: [...groups],
    attributes: { ...attributes },
    archived: archivedAt !== null,
    ...timesOf(entry),
  };
}

function toDriver({ id, fields, ...entry }: Entry<DriverFields>): RouteResponse<'registeredDriver'> {
  return { driverId: id, ...fields, ...timesOf(entry) };
}

function toGroup({ id, fields, updatedAt }: Entry<GroupFields>): RouteResponse<'group'> {
  return { groupId: id, ...fields, updatedAt: isoTime(updatedAt) };
}

function timesOf({ firstSeenAt, updatedAt }: Pick<Entry<unknown>, 'firstSeenAt' | 'updatedAt'>) {
  return {
    firstSeenAt: firstSeenAt === null ? null : isoTime(firstSeenAt),
    updatedAt: isoTime(updatedAt),
  };
}
