import type { Map as MapLibre } from 'maplibre-gl';
import { useEffect, useSyncExternalStore } from 'react';
import { useGeofences } from '../geofences/use-geofences.ts';
import type { Theme } from '../shell/theme.ts';
import { addFenceLayers, paintFenceLayers, showFences } from './fence-layers.ts';
import { readPalette } from './palette.ts';

const KEY = 'waycast.fences-hidden';
const listeners = new Set<() => void>();

/** Whether fences are drawn on the live map; remembered on this device. */
function fencesShown(): boolean {
  return localStorage.getItem(KEY) === null;
}

function showOrHide(shown: boolean): void {
  if (shown) localStorage.removeItem(KEY);
  else localStorage.setItem(KEY, 'yes');
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** A layer that can be switched; undefined for whoever has no fences to see. */
export interface LayerSwitch {
  readonly shown: boolean;
  readonly toggle: () => void;
}

/** Draws the tenant's fences below the vehicles. */
export function useFenceLayers(
  map: MapLibre | undefined,
  { theme, styleRevision }: { readonly theme: Theme; readonly styleRevision: number },
): LayerSwitch | undefined {
  const shown = useSyncExternalStore(subscribe, fencesShown);
  const { data: fences } = useGeofences(shown);
  const ready = map !== undefined && styleRevision > 0;
  useEffect(() => {
    void theme;
    void styleRevision;
    if (!ready) return;
    addFenceLayers(map, readPalette());
    paintFenceLayers(map, readPalette());
  }, [ready, map, theme, styleRevision]);
  useEffect(() => {
    void styleRevision;
    if (ready) showFences(map, shown ? (fences ?? []) : []);
  }, [ready, map, styleRevision, shown, fences]);
  // Hidden, they are not read: who hid them had some.
  if (shown && (fences === undefined || fences.length === 0)) return undefined;
  return { shown, toggle: () => showOrHide(!shown) };
}
