import type { Map as MapLibre } from 'maplibre-gl';
import { useCallback, useEffect, useRef } from 'react';
import { useFleetRevision, useLiveFleet } from '../fleet/live-fleet.tsx';
import { shownAt } from '../fleet/glide.ts';
import { openingBox } from './view.ts';

export interface Padding {
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
  readonly left: number;
}

interface CameraWishes {
  readonly selectedId: string | undefined;
  readonly following: boolean;
  readonly padding: Padding;
  readonly onLeaveFollowing: () => void;
}

const CLOSE_ZOOM = 14.5;
const FIT = { padding: 56, maxZoom: 15 } as const;
const MOVE_MS = 600;

/** Moves the map: once to open, once gently per selection, and along while following. */
export function useCameraMoves(map: MapLibre | undefined, wishes: CameraWishes): { fitAll: () => void } {
  const { selectedId, following, padding, onLeaveFollowing } = wishes;
  const { store } = useLiveFleet();
  useFleetRevision(store);
  const vehicle = selectedId === undefined ? undefined : store.get(selectedId);
  const opened = useRef(false);
  const movedTo = useRef<string | undefined>(undefined);

  const fit = useCallback(
    (animate: boolean) => {
      const box = openingBox(store.all().map(({ glide }) => glide.to));
      if (map === undefined || box === undefined) return;
      const [west, south, east, north] = box;
      map.fitBounds([west, south, east < west ? east + 360 : east, north], { ...FIT, animate, duration: MOVE_MS });
    },
    [map, store],
  );

  const { top, right, bottom, left } = padding;
  useEffect(() => {
    map?.setPadding({ top, right, bottom, left });
  }, [map, top, right, bottom, left]);

  const size = store.size;
  useEffect(() => {
    if (map === undefined || opened.current || size === 0) return;
    opened.current = true;
    if (selectedId === undefined) fit(false);
  }, [map, size, selectedId, fit]);

  useEffect(() => {
    if (selectedId === undefined) movedTo.current = undefined;
    if (map === undefined || vehicle === undefined || movedTo.current === vehicle.id) return;
    // One gentle move; from then on the map is the reader's.
    movedTo.current = vehicle.id;
    const { latitude, longitude } = shownAt(vehicle.glide, performance.now());
    map.easeTo({ center: [longitude, latitude], zoom: Math.max(map.getZoom(), CLOSE_ZOOM), duration: MOVE_MS });
  }, [map, selectedId, vehicle]);

  const glide = vehicle?.glide;
  useEffect(() => {
    if (map === undefined || !following || glide === undefined) return;
    const { latitude, longitude } = glide.to;
    const duration = Math.max(MOVE_MS, glide.endMs - performance.now());
    map.easeTo({ center: [longitude, latitude], duration, easing: (t) => t });
  }, [map, following, glide]);

  const leave = useRef(onLeaveFollowing);
  leave.current = onLeaveFollowing;
  useEffect(() => {
    if (map === undefined || !following) return undefined;
    const dragged = map.on('dragstart', () => leave.current());
    return () => dragged.unsubscribe();
  }, [map, following]);

  return { fitAll: () => fit(true) };
}
