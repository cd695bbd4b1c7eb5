import type { LocationUpdate } from '@waycast/contract';
import type { LatLng } from '@waycast/geo';
import type { Map as MapLibre } from 'maplibre-gl';
import { useEffect } from 'react';
import { useFleetRevision, useLiveFleet } from '../fleet/live-fleet.tsx';
import type { TrailPoint } from '../fleet/trail.ts';
import type { Theme } from '../shell/theme.ts';
import { readPalette } from './palette.ts';
import {
  addSelectionLayers,
  paintSelectionLayers,
  showAccuracy,
  showPointed,
  showTrail,
} from './trail-layers.ts';

interface Selection {
  readonly selectedId: string | undefined;
  readonly trail: readonly TrailPoint[];
  readonly pointed: LatLng | null;
  readonly theme: Theme;
  readonly styleRevision: number;
}

/** Finer than this a circle would hide behind the marker; coarser, it would cover the town. */
const ACCURACY_M = { min: 25, max: 5000 };

/** Draws trail, accuracy and the pointed-at moment of the selected vehicle. */
export function useSelectionLayers(map: MapLibre | undefined, selection: Selection): void {
  const { selectedId, trail, pointed, theme, styleRevision } = selection;
  const { store } = useLiveFleet();
  useFleetRevision(store);

  useEffect(() => {
    if (map === undefined || styleRevision === 0) return;
    addSelectionLayers(map, readPalette());
  }, [map, styleRevision]);

  useEffect(() => {
    void theme;
    if (map !== undefined && styleRevision > 0) paintSelectionLayers(map, readPalette());
  }, [map, theme, styleRevision]);

  // One effect each: setting data keeps the map's worker busy, so only what changed is set.
  const ready = map !== undefined && styleRevision > 0;
  useEffect(() => {
    void styleRevision;
    if (ready) showTrail(map, trail);
  }, [ready, map, styleRevision, trail]);
  useEffect(() => {
    void styleRevision;
    if (ready) showPointed(map, pointed);
  }, [ready, map, styleRevision, pointed]);
  const accuracy = visibleAccuracy(selectedId === undefined ? undefined : store.get(selectedId)?.fix);
  useEffect(() => {
    void styleRevision;
    if (ready)
      showAccuracy(
        map,
        accuracy === undefined ? null : { center: accuracy, radiusM: accuracy.accuracy ?? 0 },
      );
  }, [ready, map, styleRevision, accuracy]);
}

function visibleAccuracy(fix: LocationUpdate | undefined): LocationUpdate | undefined {
  const radiusM = fix?.accuracy ?? 0;
  return radiusM >= ACCURACY_M.min && radiusM <= ACCURACY_M.max ? fix : undefined;
}
