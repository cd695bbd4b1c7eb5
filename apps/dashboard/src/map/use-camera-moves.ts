import type { Map as MapLibre } from 'maplibre-gl';
import { useCallback, useEffect, useRef } from 'react';
import type { Vehicle } from '../fleet/fleet-store.ts';
import { shownAt } from '../fleet/glide.ts';
import { useFleetRevision, useLiveFleet } from '../fleet/live-fleet.tsx';
import { fitBox } from './camera.ts';
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
  readonly onLeaveFollowing: () => void;
}

const CLOSE_ZOOM = 14.5;
const FIT = { padding: 56, maxZoom: 15 } as const;
const MOVE_MS = 600;

/** Moves the map: once to open, once gently per selection, and along while following. */
export function useCameraMoves(map: MapLibre | undefined, wishes: CameraWishes): { fitAll: () => void } {
  const { selectedId, following, onLeaveFollowing } = wishes;
  const { store } = useLiveFleet();
  useFleetRevision(store);
  const vehicle = selectedId === undefined ? undefined : store.get(selectedId);
  const fit = useFit(map, selectedId !== undefined);
  useGentleMove(map, vehicle);
  useFollowing(map, following ? vehicle?.glide : undefined);
  useLeaving(following ? map : undefined, onLeaveFollowing);
  return { fitAll: () => fit(true) };
}

/** Shows the fleet once it is known, unless one vehicle was asked for; returns the call that shows it again. */
function useFit(map: MapLibre | undefined, asked: boolean): (animate: boolean) => void {
  const { store } = useLiveFleet();
  const opened = useRef(false);
  const fit = useCallback(
    (animate: boolean) => {
      const box = openingBox(store.all().map(({ glide }) => glide.to));
      if (map === undefined || box === undefined) return;
      fitBox(map, box, { ...FIT, animate, duration: MOVE_MS });
    },
    [map, store],
  );
  const known = store.size > 0;
  useEffect(() => {
    if (map === undefined || opened.current || !known) return;
    opened.current = true;
    if (!asked) fit(false);
  }, [map, known, asked, fit]);
  return fit;
}

/** One gentle move to a vehicle when it is selected; from then on the map is the reader's. */
function useGentleMove(map: MapLibre | undefined, vehicle: Vehicle | undefined): void {
  const movedTo = useRef<string | undefined>(undefined);
  useEffect(() => {
    if (map === undefined || movedTo.current === vehicle?.id) return;
    movedTo.current = vehicle?.id;
    if (vehicle === undefined) return;
    const { latitude, longitude } = shownAt(vehicle.glide, performance.now());
    map.easeTo({
      center: [longitude, latitude],
      zoom: Math.max(map.getZoom(), CLOSE_ZOOM),
      duration: MOVE_MS,
    });
  }, [map, vehicle]);
}

function useFollowing(map: MapLibre | undefined, glide: Vehicle['glide'] | undefined): void {
  useEffect(() => {
    if (map === undefined || glide === undefined) return;
    const { latitude, longitude } = glide.to;
    const duration = Math.max(MOVE_MS, glide.endMs - performance.now());
    map.easeTo({ center: [longitude, latitude], duration, easing: (t) => t });
  }, [map, glide]);
}

/** Dragging the map ends following. */
function useLeaving(map: MapLibre | undefined, onLeave: () => void): void {
  const leave = useRef(onLeave);
  leave.current = onLeave;
  useEffect(() => {
    const dragged = map?.on('dragstart', () => leave.current());
    return () => dragged?.unsubscribe();
  }, [map]);
}
