import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { Geofence } from '@waycast/contract';
import { useRealtimeConnection } from '@waycast/react';
import { useSave } from '../shell/use-save.ts';

const KEY = ['geofences'];
const PAGE = 1000;

/** Every fence of the tenant, read once they are wanted; an error `forbidden` for whoever may not see them. */
export function useGeofences(wanted = true) {
  const {
    connection: { http },
  } = useRealtimeConnection();
  return useQuery({
    queryKey: KEY,
    enabled: wanted,
    retry: false,
    queryFn: async ({ signal }) => {
      const fences: Geofence[] = [];
      for (let cursor: string | undefined; ; ) {
        const page = await http.listGeofences(
          { limit: PAGE, ...(cursor === undefined ? {} : { cursor }) },
          { signal },
        );
        fences.push(...page.items);
        if (page.nextCursor === null) return fences;
        cursor = page.nextCursor;
      }
    },
  });
}

/** What is said of a fence; without an id a new one is drawn. */
export type FenceToSave = Pick<Geofence, 'name' | 'shape' | 'dwellS' | 'appliesTo'> & {
  readonly id: string | undefined;
};

/** The calls that change fences; the list follows. */
export function useGeofenceChanges() {
  const {
    connection: { http },
  } = useRealtimeConnection();
  const queries = useQueryClient();
  const renew = () => queries.invalidateQueries({ queryKey: KEY });
  const save = useMutation({
    mutationFn: ({ id, ...fence }: FenceToSave) =>
      id === undefined ? http.createGeofence(fence) : http.putGeofence({ fenceId: id }, fence),
    onSuccess: renew,
  });
  const remove = useMutation({
    mutationFn: (fenceId: string) => http.removeGeofence({ fenceId }),
    onSuccess: renew,
  });
  const take = useMutation({
    mutationFn: async (file: File) => http.importGeofences(toCollection(await file.text())),
    onSuccess: renew,
  });
  return { save, remove, take };
}

/** A file as the server takes it: a collection, or one feature by itself. */
function toCollection(text: string): { type: 'FeatureCollection'; features: unknown[] } {
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch {
    throw new Error('This file is no GeoJSON: its text is not JSON.');
  }
  const { type, features } = (content ?? {}) as { type?: unknown; features?: unknown };
  if (type === 'FeatureCollection' && Array.isArray(features)) return { type, features };
  if (type === 'Feature') return { type: 'FeatureCollection', features: [content] };
  throw new Error('This file is no GeoJSON: it takes a FeatureCollection or a Feature.');
}

/** Saves all fences as a GeoJSON file. */
export function useExport(): { problem: string | null; exportAll: () => void } {
  const {
    connection: { http },
  } = useRealtimeConnection();
  const { problem, save } = useSave();
  const made = async (): Promise<Blob> => (await http.exportGeofences()).blob();
  return { problem, exportAll: () => save(made, 'geofences.geojson') };
}
