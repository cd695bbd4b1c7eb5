import type { LatLng } from '@waycast/geo';
import type { Map as MapLibre } from 'maplibre-gl';
import { type RefObject, useEffect, useRef, useState } from 'react';
import type { FleetStore } from '../fleet/fleet-store.ts';
import { useTheme } from '../shell/theme.ts';
import { createBaseMap } from './base-map.ts';
import { fitBox } from './camera.ts';
import { FleetOverlay } from './fleet-overlay.ts';
import type { Look } from './marker-buffer.ts';
import { placesToOpenOn } from './opening-places.ts';
import type { Padding } from './use-camera-moves.ts';
import { useMapClicks } from './use-map-clicks.ts';
import { openingBox } from './view.ts';

/** Where vehicles come from, and by which clock their ages count. */
export interface LiveVehicles {
  readonly store: FleetStore;
  readonly serverNow: () => number;
  readonly reportIntervalMs: number;
  /** How they look, where that is not by their positions alone. */
  readonly look?: Look;
}

/** A map with vehicles drawn over it. */
export interface VehicleMap {
  readonly map: MapLibre;
  readonly overlay: FleetOverlay;
}

export const NO_PADDING: Padding = { top: 0, right: 0, bottom: 0, left: 0 };
const NO_PLACES: readonly LatLng[] = [];

/** Makes the map in its element; null until it is there. */
export function useVehicleMap(
  container: RefObject<HTMLDivElement | null>,
  { store, serverNow, reportIntervalMs, look }: LiveVehicles,
  selectedId: string | undefined,
  { top, right, bottom, left }: Padding,
): VehicleMap | null {
  const [shown, setShown] = useState<VehicleMap | null>(null);
  const newest = useRef({ reportIntervalMs, look });
  newest.current = { reportIntervalMs, look };
  const theme = useTheme();
  useEffect(() => {
    if (container.current === null) return undefined;
    const map = createBaseMap(container.current);
    const overlay = new FleetOverlay({
      map,
      store,
      serverNow,
      reportIntervalMs: () => newest.current.reportIntervalMs,
      look: (vehicle, freshness, state) =>
        newest.current.look === undefined ? state : newest.current.look(vehicle, freshness, state),
    });
    setShown({ map, overlay });
    return () => {
      overlay.destroy();
      map.remove();
      setShown(null);
    };
  }, [container, store, serverNow]);
  useEffect(() => shown?.overlay.select(selectedId), [shown, selectedId]);
  useEffect(() => {
    void theme;
    shown?.overlay.refreshPalette();
  }, [shown, theme]);
  useEffect(() => {
    shown?.map.setPadding({ top, right, bottom, left });
  }, [shown, top, right, bottom, left]);
  return shown;
}

/**
 * Opens on the vehicles that are drawn, and other places that matter as much, unless something else was asked for or it
 * is not known yet what there is; returns the call that shows them all.
 */
export function useOpening(
  map: MapLibre | undefined,
  { store, look }: LiveVehicles,
  waits: boolean,
  also: readonly LatLng[] = NO_PLACES,
): (animate: boolean) => void {
  const opened = useRef(false);
  const show = (animate: boolean): boolean => {
    const box = openingBox(placesToOpenOn(store, look, also));
    if (map === undefined || box === undefined) return false;
    fitBox(map, box, { padding: 56, maxZoom: 15, animate, duration: 600 });
    return true;
  };
  const open = useRef(show);
  open.current = show;
  useEffect(() => {
    if (map === undefined || waits) return undefined;
    const once = (): void => {
      if (!opened.current) opened.current = open.current(false);
    };
    once();
    return store.watch(once);
  }, [map, store, waits]);
  return show;
}

/** Selects the vehicle under a click, or nothing; the pointer shows where one would be hit. */
export function useVehicleClicks(
  shown: VehicleMap | null,
  onSelect: ((vehicleId: string | undefined) => void) | undefined,
): void {
  useMapClicks(shown?.map, {
    under: (_map, { x, y }) => ({ vehicleId: shown?.overlay.vehicleAt(x, y)?.id }),
    choosing: false,
    onClick: onSelect && (({ vehicleId }) => onSelect(vehicleId)),
  });
}
