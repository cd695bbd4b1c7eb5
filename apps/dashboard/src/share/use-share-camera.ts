import { boundsOf, type LatLng } from '@waycast/geo';
import type { Map as MapLibre } from 'maplibre-gl';
import { useCallback, useEffect, useRef } from 'react';
import { fitBox } from '../map/camera.ts';
import type { ShareFollower } from './follower.ts';

interface CameraWishes {
  readonly follower: ShareFollower;
  readonly vehicleId: string;
  readonly destination: LatLng | null;
}

const WIDE = '(min-width: 720px)';
/** Room for the card on a wide screen, and for the pin above its place. */
const PADDING = { top: 72, right: 56, bottom: 48, left: 56 };
const CARD_PX = 376;
const CLOSEST_ZOOM = 15.5;
const MOVE_MS = 600;

/**
 * Shows vehicle and destination together, and keeps them in view until the reader moves the map. Returns the function
 * that shows them again.
 */
export function useShareCamera(map: MapLibre | undefined, wishes: CameraWishes): () => void {
  const { follower, vehicleId, destination } = wishes;
  const left = useRef(false);
  const opened = useRef(false);
  const place = useRef(destination);
  place.current = destination;

  const fit = useCallback(
    (animate: boolean) => {
      const here = follower.store.get(vehicleId)?.glide.to;
      const box = boundsOf([here, place.current].filter((one) => one != null));
      if (map === undefined || box === undefined) return;
      const wide = window.matchMedia(WIDE).matches;
      fitBox(map, box, {
        padding: { ...PADDING, left: PADDING.left + (wide ? CARD_PX : 0) },
        maxZoom: CLOSEST_ZOOM,
        animate,
        duration: MOVE_MS,
      });
    },
    [map, follower, vehicleId],
  );

  useEffect(() => {
    if (map === undefined) return undefined;
    const moved = ['dragstart', 'wheel', 'touchmove'] as const;
    const leave = (): void => {
      left.current = true;
    };
    const stops = moved.map((event) => map.on(event, leave));
    const keep = (): void => {
      if (left.current) return;
      fit(opened.current);
      opened.current = true;
    };
    keep();
    const unwatch = follower.store.watch(keep);
    return () => {
      unwatch();
      opened.current = false;
      for (const { unsubscribe } of stops) unsubscribe();
    };
  }, [map, follower, fit]);

  const [latitude, longitude] = [destination?.latitude, destination?.longitude];
  useEffect(() => {
    void latitude;
    void longitude;
    // From the pick-up on it goes elsewhere, which is to be seen before the next position.
    if (opened.current && !left.current) fit(true);
  }, [latitude, longitude, fit]);

  return () => {
    left.current = false;
    fit(true);
  };
}
