import { useQuery } from '@tanstack/react-query';
import type { LatLng } from '@waycast/geo';
import { useRealtimeConnection } from '@waycast/react';
import { LocateFixed, MapPin } from 'lucide-react';
import { lazy, Suspense, useMemo, useState } from 'react';
import { FleetStore } from '../../fleet/fleet-store.ts';
import { IconButton } from '../../shell/button.tsx';
import { LostBanner } from '../../shell/lost-banner.tsx';
import { PhoneHead } from '../../shell/phone-head.tsx';
import type { DrawnOrder } from '../map/drawn-orders.ts';
import { ChooseCard } from './choose-card.tsx';
import { PastRides } from './past-rides.tsx';
import { again, coarse, NEW_RIDE, type RideDraft } from './ride-draft.ts';
import styles from './rider.module.css';
import { useOwnPlace } from './use-own-place.ts';

const TaxiMap = lazy(async () => ({ default: (await import('../map/taxi-map.tsx')).TaxiMap }));
const NEARBY_EVERY_MS = 10_000;
const REPORT_INTERVAL_MS = 15_000;
const now = (): number => Date.now();

/** Where from, where to, and free cars around. */
export function ChoosePage({ onOrder }: { readonly onOrder: (orderId: string) => void }) {
  const [draft, setDraft] = useState<RideDraft>(NEW_RIDE);
  const [middle, setMiddle] = useState<LatLng | null>(null);
  const own = useOwnPlace();
  const nearby = useNearby(draft.pickup ?? middle);
  const live = useMemo(
    () => ({ store: new FleetStore(), serverNow: now, reportIntervalMs: REPORT_INTERVAL_MS }),
    [],
  );
  const drawn = useMemo(() => drawnDraft(draft), [draft]);
  const view = useMemo(() => viewOf(draft, own.place, own.asked), [draft, own.place, own.asked]);
  return (
    <main className={styles.page}>
      <div className={styles.map}>
        <Suspense>
          <TaxiMap
            live={live}
            orders={drawn}
            {...(nearby.data === undefined ? {} : { cars: nearby.data.cars })}
            selectedId={undefined}
            view={view}
            onMiddle={setMiddle}
          >
            <IconButton label="Where I am" onClick={own.ask}>
              <LocateFixed size={18} />
            </IconButton>
          </TaxiMap>
        </Suspense>
        {draft.step !== 'order' && (
          <span className={styles.pin} aria-hidden="true">
            <MapPin size={36} />
          </span>
        )}
      </div>
      <LostBanner
        readAtMs={nearby.dataUpdatedAt}
        failed={nearby.error !== null && nearby.data !== undefined}
      />
      <section className={styles.card} aria-label="Order a ride">
        <PhoneHead title="Ride" />
        <ChooseCard
          draft={draft}
          middle={middle}
          nearby={nearby.data}
          problem={own.problem}
          onDraft={setDraft}
          onOrder={onOrder}
        />
        {draft.step === 'pickup' && (
          <PastRides onOpen={onOrder} onAgain={(order) => setDraft(again(order))} />
        )}
      </section>
    </main>
  );
}

/** Free cars around a place, without names. */
function useNearby(place: LatLng | null) {
  const { http } = useRealtimeConnection().connection;
  const at = place === null ? null : coarse(place);
  return useQuery({
    queryKey: ['taxi', 'nearby', at?.latitude, at?.longitude],
    queryFn: ({ signal }) => http.nearbyCars(at ?? { latitude: 0, longitude: 0 }, { signal }),
    enabled: at !== null,
    refetchInterval: NEARBY_EVERY_MS,
    staleTime: NEARBY_EVERY_MS,
    placeholderData: (before) => before,
    retry: false,
  });
}

function drawnDraft({ pickup, dropoff, pickupName, dropoffName }: RideDraft): readonly DrawnOrder[] {
  const named = (place: LatLng | null, name: string, words: string) =>
    place && { latitude: place.latitude, longitude: place.longitude, name: name || words };
  return [
    {
      id: '',
      pickup: named(pickup, pickupName, 'Pick-up'),
      dropoff: named(dropoff, dropoffName, 'Drop-off'),
      car: null,
      to: null,
      chosen: true,
    },
  ];
}

/** The map goes to where the rider is, each time it is asked, and shows the whole ride before it is ordered. */
function viewOf({ step, pickup, dropoff }: RideDraft, own: LatLng | null, asked: number) {
  if (step === 'order' && pickup !== null)
    return { key: 'ride', places: dropoff === null ? [pickup] : [pickup, dropoff] };
  return own === null ? undefined : { key: `own ${asked}`, places: [own] };
}
