import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import {
  GEOFENCE_LIMIT,
  GeofenceCollection,
  GeofenceDescription,
  NewGeofence,
  type RouteResponse,
  WaycastError,
} from '@waycast/contract';
import type { z } from 'zod';
import { decodeBy } from '../../../kernel/invalid.ts';
import type { Geofence, StoredGeofence } from '../../../ports/fences.ts';
import { begun } from '../files/begun.ts';
import { collectionOf, fromFeature, inFeature } from '../files/fence-geojson.ts';
import type { Handlers } from '../handler.ts';
import type { HttpParts } from '../parts.ts';

type GeofenceRoutes = Pick<
  Handlers,
  | 'listGeofences'
  | 'createGeofence'
  | 'exportGeofences'
  | 'importGeofences'
  | 'geofence'
  | 'putGeofence'
  | 'removeGeofence'
>;

/** Fences of the subject's tenant; who may manage them may read them, and nobody else. */
export function geofenceRoutes({ geofences }: HttpParts): GeofenceRoutes {
  /** All fences, a page at a time. */
  async function* pages(tenant: string): AsyncGenerator<StoredGeofence[]> {
    for (let after: string | undefined; ; ) {
      const page = await geofences.list(tenant, GEOFENCE_LIMIT.max, after);
      yield page;
      if (page.length < GEOFENCE_LIMIT.max) return;
      after = page.at(-1)?.id;
    }
  }

  return {
    async listGeofences({ subject, query: { limit, cursor } }) {
      const page = await geofences.list(subject.tenant, limit + 1, cursor);
      const items = page.slice(0, limit);
      return {
        items: items.map(toAnswer),
        nextCursor: page.length > limit ? (items.at(-1)?.id ?? null) : null,
      };
    },
    async createGeofence({ subject, body }) {
      const { id = randomUUID(), ...description } = decodeBy(NewGeofence, body);
      return toAnswer(await geofences.create(subject.tenant, toFence(id, description)));
    },
    async exportGeofences({ subject, reply }) {
      const parts = await begun(collectionOf(pages(subject.tenant)));
      reply
        .type('application/geo+json')
        .header('content-disposition', 'attachment; filename="geofences.geojson"');
      return reply.send(Readable.from(parts, { objectMode: false }));
    },
    async importGeofences({ subject, body }) {
      const fences = decodeBy(GeofenceCollection, body).features.map(decodeFence);
      refuseTwice(fences);
      const stored = await geofences.replace(subject.tenant, fences);
      return { stored: stored.length, ids: stored.map(({ id }) => id) };
    },
    async geofence({ subject, params: { fenceId } }) {
      const fence = await geofences.get(subject.tenant, fenceId);
      if (fence === undefined) throw noFence(fenceId);
      return toAnswer(fence);
    },
    async putGeofence({ subject, params: { fenceId }, body }) {
      const fence = toFence(fenceId, decodeBy(GeofenceDescription, body));
      const [stored] = await geofences.replace(subject.tenant, [fence]);
      if (stored === undefined) throw noFence(fenceId);
      return toAnswer(stored);
    },
    async removeGeofence({ subject, params: { fenceId }, reply }) {
      if (!(await geofences.remove(subject.tenant, fenceId))) throw noFence(fenceId);
      return reply.send();
    },
  };
}

function decodeFence(feature: unknown, index: number): Geofence {
  const { id, description } = fromFeature(feature, index);
  try {
    return toFence(id, decodeBy(GeofenceDescription, description));
  } catch (error) {
    throw inFeature(index, error);
  }
}

function refuseTwice(fences: readonly Geofence[]): void {
  const seen = new Map<string, number>();
  for (const [index, { id }] of fences.entries()) {
    const first = seen.get(id);
    if (first !== undefined)
      throw new WaycastError('invalid', `features[${index}] has the same id as features[${first}]: ${id}`);
    seen.set(id, index);
  }
}

function toFence(
  id: string,
  { name, shape, dwellS, appliesTo }: z.output<typeof GeofenceDescription>,
): Geofence {
  return { id, name, shape, dwellS: dwellS ?? null, appliesTo: appliesTo ?? null };
}

function toAnswer({
  id,
  name,
  shape,
  dwellS,
  appliesTo,
  changedAt,
}: StoredGeofence): RouteResponse<'geofence'> {
  return {
    id,
    name,
    shape: shape as RouteResponse<'geofence'>['shape'],
    dwellS,
    appliesTo: appliesTo && { vehicles: [...appliesTo.vehicles], groups: [...appliesTo.groups] },
    changedAt: new Date(changedAt).toISOString(),
  };
}

function noFence(id: string): WaycastError {
  return new WaycastError('not_found', `there is no fence ${id}`);
}
