import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { lazy, type ReactNode, Suspense, useEffect, useState } from 'react';
import { VehicleDetail, type VehicleDetailProps } from '../detail/vehicle-detail.tsx';
import { LiveFleetProvider } from '../fleet/live-fleet.tsx';
import type { TrailPoint } from '../fleet/trail.ts';
import { useTrail } from '../fleet/use-trail.ts';
import { VehicleList } from '../list/vehicle-list.tsx';
import type { Padding } from '../map/use-camera-moves.ts';
import { BottomSheet, SHEET_STOPS, type SheetStop } from './bottom-sheet.tsx';
import { ConnectionBanner } from './connection-banner.tsx';
import { Entrance } from './entrance.tsx';
import styles from './fleet-screen.module.css';
import type { FleetSearch } from './fleet-search.ts';
import { Menu } from './menu.tsx';
import { useLanding } from './use-landing.ts';
import { PHONE, useMedia } from './use-media.ts';
import { useShortcut } from './use-shortcut.ts';
import { useTitle } from './use-title.ts';

const LiveMap = lazy(async () => ({ default: (await import('../map/live-map.tsx')).LiveMap }));

/** Panel, its margin, and air. */
const PANEL_PX = 344 + 24;

/** The map with the list and the open vehicle around it. */
export function FleetScreen() {
  return (
    <LiveFleetProvider>
      <Fleet />
    </LiveFleetProvider>
  );
}

function Fleet() {
  useLanding();
  const address = useAddress();
  const { vehicleId, search, open, close, follow } = address;
  const [stop, setStop] = useState<SheetStop>('half');
  const [pointed, setPointed] = useState<TrailPoint | null>(null);
  const phone = useMedia(PHONE);
  const trail = useTrail(vehicleId, search.hours ?? 1);
  const following = search.follow === true && vehicleId !== undefined;
  useShortcut('Escape', close);
  useShortcut('f', () => follow(!following));
  useEffect(() => {
    setPointed(null);
    if (vehicleId !== undefined) setStop('half');
  }, [vehicleId]);
  useTitle(vehicleId === undefined ? 'Waycast' : `${vehicleId} · Waycast`);

  const panels = {
    list: <List address={address} />,
    detail: vehicleId !== undefined && (
      <Detail
        key={vehicleId}
        vehicleId={vehicleId}
        address={address}
        trail={trail}
        pointed={pointed}
        onPoint={setPointed}
      />
    ),
  };
  return (
    <div className={styles.screen}>
      <main className={styles.map} aria-label="Map">
        <Suspense>
          <LiveMap
            selectedId={vehicleId}
            trail={trail.points}
            pointed={pointed}
            following={following}
            padding={phone ? sheetPadding(stop) : panelPadding(vehicleId !== undefined)}
            onSelect={(id) => (id === undefined ? close() : open(id))}
            onLeaveFollowing={() => follow(false)}
          />
        </Suspense>
      </main>
      <ConnectionBanner />
      {phone ? <Sheet {...panels} stop={stop} onStop={setStop} /> : <Panels {...panels} />}
    </div>
  );
}

function List({ address: { vehicleId, search, open, change } }: { address: Address }) {
  return (
    <VehicleList
      text={search.q ?? ''}
      sort={search.sort ?? 'name'}
      selectedId={vehicleId}
      onText={(q) => change({ q: q === '' ? undefined : q })}
      onSort={(sort) => change({ sort: sort === 'name' ? undefined : sort })}
      onOpen={open}
    />
  );
}

interface DetailProps extends Pick<VehicleDetailProps, 'vehicleId' | 'trail' | 'pointed' | 'onPoint'> {
  readonly address: Address;
}

function Detail({ address: { search, change, follow, close }, ...rest }: DetailProps) {
  return (
    <VehicleDetail
      {...rest}
      hours={search.hours ?? 1}
      following={search.follow === true}
      onHours={(hours) => change({ hours: hours === 1 ? undefined : hours })}
      onFollow={follow}
      onClose={close}
    />
  );
}

interface PanelsProps {
  readonly list: ReactNode;
  readonly detail: ReactNode;
}

/** Small screens show one panel at a time. */
function Sheet({
  list,
  detail,
  stop,
  onStop,
}: PanelsProps & { stop: SheetStop; onStop: (stop: SheetStop) => void }) {
  return (
    <BottomSheet stop={stop} onStop={onStop} label="Panel">
      {detail || (
        <>
          <Menu />
          <Entrance />
          {list}
        </>
      )}
    </BottomSheet>
  );
}

function Panels({ list, detail }: PanelsProps) {
  return (
    <>
      <aside className={`${styles.panel} ${styles.left}`}>
        <Menu />
        <Entrance />
        {list}
      </aside>
      {detail && <aside className={`${styles.panel} ${styles.right}`}>{detail}</aside>}
    </>
  );
}

type Address = ReturnType<typeof useAddress>;

/** The page's state lives in its address: every one can be linked to, and the back button works. */
function useAddress() {
  const navigate = useNavigate();
  const { vehicleId } = useParams({ strict: false });
  const search: FleetSearch = useSearch({ strict: false });
  const merge = (changes: { readonly [K in keyof FleetSearch]: FleetSearch[K] | undefined }): FleetSearch =>
    Object.fromEntries(Object.entries({ ...search, ...changes }).filter(([, value]) => value !== undefined));
  const change = (changes: Parameters<typeof merge>[0]): void =>
    void navigate({ to: '.', search: merge(changes), replace: true });
  return {
    vehicleId,
    search,
    change,
    open: (id: string): void =>
      void navigate({
        to: '/vehicles/$vehicleId',
        params: { vehicleId: id },
        search: merge({ follow: undefined }),
      }),
    close: (): void => {
      if (vehicleId !== undefined)
        void navigate({ to: '/', search: merge({ follow: undefined, hours: undefined }) });
    },
    follow: (on: boolean): void => {
      if (vehicleId !== undefined) change({ follow: on ? true : undefined });
    },
  };
}

function panelPadding(open: boolean): Padding {
  return { top: 0, bottom: 0, left: PANEL_PX, right: open ? PANEL_PX : 0 };
}

function sheetPadding(stop: SheetStop): Padding {
  // A full sheet hides the map; where its middle is then, nobody sees.
  const part = SHEET_STOPS[stop === 'full' ? 'half' : stop];
  return { top: 0, left: 0, right: 0, bottom: Math.round(window.innerHeight * part) };
}
