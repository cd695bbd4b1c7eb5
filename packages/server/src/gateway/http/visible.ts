import type { RouteResponse, Subject } from '@waycast/contract';
import type { VehicleLabel } from '../../ports/registry.ts';
import { noteRead } from './note-read.ts';
import type { HttpParts } from './parts.ts';

type LiveVehicle = RouteResponse<'lastLocation'>;

/** The last position of every vehicle that a subject may see, with what people call it. */
export type VisibleTo = (subject: Subject) => Promise<LiveVehicle[]>;

export function createVisible({
  access,
  positions,
  grants,
  registry,
  people,
  clock,
}: Pick<HttpParts, 'access' | 'positions' | 'grants' | 'registry' | 'people' | 'clock'>): VisibleTo {
  /** Everything for those who may follow the fleet; for the others what token, grants and children name. */
  return async (subject) => {
    const labels = await registry.labels(subject.tenant);
    if (await access.may(subject, 'follow:fleet', '')) {
      noteRead(people.notes, subject, 'follow:fleet', null, { via: 'role' });
      const all = await positions.list(subject.tenant);
      return all.map(({ data }) => asLocation(data)).map((at) => labelled(at, labels.get(at.vehicleId)));
    }
    const granted = await grants.vehiclesOf(subject.tenant, subject.id, clock.now());
    const states: LiveVehicle[] = [];
    const concerned = (await people.rights.of(subject)).map(({ vehicleId }) => vehicleId);
    for (const id of new Set([...subject.vehicles, ...granted, ...concerned])) {
      const right = await access.rightTo(subject, 'follow:vehicle', id);
      if (right === undefined) continue;
      noteRead(people.notes, subject, 'follow:vehicle', id, right);
      const state = await positions.newest(subject.tenant, id);
      if (state === undefined) continue;
      const name = labels.get(id)?.name ?? null;
      states.push(labelled(asLocation(state.data), { name, groups: [] }));
    }
    return states;
  };
}

/** What live holds of vehicle topics was put there by this server's own positions. */
export function asLocation(data: object): LiveVehicle {
  return data as LiveVehicle;
}

/** With what people call it, where they call it something. */
function labelled(location: LiveVehicle, label: VehicleLabel | undefined): LiveVehicle {
  if (label === undefined) return location;
  const { name, groups } = label;
  return {
    ...location,
    ...(name === null ? {} : { name }),
    ...(groups.length === 0 ? {} : { groups: [...groups] }),
  };
}
