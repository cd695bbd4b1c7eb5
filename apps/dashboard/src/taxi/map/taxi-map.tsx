import type { LatLng } from '@waycast/geo';
import { type ReactNode, useEffect, useRef } from 'react';
import { MapButtons } from '../../map/map-buttons.tsx';
import { MapFrame } from '../../map/map-frame.tsx';
import { readPalette } from '../../map/palette.ts';
import { useBaseStyle } from '../../map/use-base-style.ts';
import type { Padding } from '../../map/use-camera-moves.ts';
import { useMapClicks } from '../../map/use-map-clicks.ts';
import { useMapRest } from '../../map/use-map-rest.ts';
import { usePlacesInView } from '../../map/use-places-in-view.ts';
import { type LiveVehicles, NO_PADDING, useOpening, useVehicleMap } from '../../map/use-vehicle-map.ts';
import { useTheme } from '../../shell/theme.ts';
import type { DrawnOrder } from './drawn-orders.ts';
import { addOrderLayers, orderAt, paintOrderLayers, showCars, showOrders } from './order-layers.ts';

/** What is under a click. */
export interface MapClick {
  readonly orderId: string | undefined;
  readonly vehicleId: string | undefined;
  readonly place: LatLng;
}

export interface TaxiMapProps {
  readonly live: LiveVehicles;
  readonly orders: readonly DrawnOrder[];
  /** Free cars without names. */
  readonly cars?: readonly LatLng[];
  readonly selectedId: string | undefined;
  /** The map moves once to the places of each key. */
  readonly view?: { readonly key: string; readonly places: readonly LatLng[] | null } | undefined;
  readonly padding?: Padding;
  /** Places that the first view shows besides cars and orders. */
  readonly around?: readonly LatLng[];
  /** What there is to show is not known yet: the first view waits for it. */
  readonly loading?: boolean;
  /** A click chooses a place: the pointer says so. */
  readonly choosing?: boolean;
  readonly onClick?: (click: MapClick) => void;
  /** Where the middle of the map is, whenever it has moved. */
  readonly onMiddle?: (place: LatLng) => void;
  /** Further buttons beside the map. */
  readonly children?: ReactNode;
}

const NO_CARS: readonly LatLng[] = [];

function placesOf(orders: readonly DrawnOrder[]): readonly LatLng[] {
  return orders.flatMap(({ pickup, dropoff }) => [pickup, dropoff]).filter((place) => place !== null);
}

/** Cars and orders on a map. */
export function TaxiMap(props: TaxiMapProps) {
  const { live, orders, cars = NO_CARS, selectedId, view, padding = NO_PADDING } = props;
  const container = useRef<HTMLDivElement>(null);
  const shown = useVehicleMap(container, live, selectedId, padding);
  const map = shown?.map;
  const theme = useTheme();
  const { problem, styleRevision } = useBaseStyle(map, theme);
  const ready = map !== undefined && styleRevision > 0;
  useEffect(() => {
    void theme;
    void styleRevision;
    if (!ready) return;
    addOrderLayers(map, readPalette());
    paintOrderLayers(map, readPalette());
  }, [ready, map, styleRevision, theme]);
  useEffect(() => {
    void styleRevision;
    if (ready) showOrders(map, orders);
  }, [ready, map, styleRevision, orders]);
  useEffect(() => {
    void styleRevision;
    if (ready) showCars(map, cars);
  }, [ready, map, styleRevision, cars]);
  usePlacesInView(map, view?.places ?? null, view?.key);
  const waits = view !== undefined || props.loading === true;
  const showAll = useOpening(map, live, waits, [...placesOf(orders), ...(props.around ?? [])]);
  const { choosing = false, onClick, onMiddle } = props;
  useMapClicks(map, {
    under: (on, point) => ({
      orderId: orderAt(on, point),
      vehicleId: shown?.overlay.vehicleAt(point.x, point.y)?.id,
    }),
    choosing,
    onClick: onClick && ((thing, place) => onClick({ ...thing, place })),
  });
  useMapRest(map, (resting) => {
    const { lat, lng } = resting.getCenter();
    onMiddle?.({ latitude: lat, longitude: lng });
  });
  return (
    <MapFrame container={container} label="Map of cars and orders" problem={problem}>
      <MapButtons map={map} padding={padding} all="Show all" onAll={() => showAll(true)}>
        {props.children}
      </MapButtons>
    </MapFrame>
  );
}
