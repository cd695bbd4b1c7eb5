import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useConnectionState } from '@waycast/react';
import { lazy, type ReactNode, Suspense, useEffect, useState } from 'react';
import { VehicleDetail } from '../detail/vehicle-detail.tsx';
import { LiveFleetProvider } from '../fleet/live-fleet.tsx';
import type { TrailPoint } from '../fleet/trail.ts';
import { useTrail } from '../fleet/use-trail.ts';
import { VehicleList } from '../list/vehicle-list.tsx';
import type { Padding } from '../map/use-camera-moves.ts';
import { BottomSheet, SHEET_STOPS, type SheetStop } from './bottom-sheet.tsx';
import { ConnectionBanner } from './connection-banner.tsx';
import type { FleetSearch } from './fleet-search.ts';
import styles from './fleet-screen.module.css';
import { Menu } from './menu.tsx';
import { PHONE, useMedia } from './use-media.ts';
import { useShortcut } from './use-shortcut.ts';

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
  const { vehicleId, search, open, close, change } = useAddress();
  const phone = useMedia(PHONE);
  const [stop, setStop] = useState<SheetStop>('half');
  const [pointed, setPointed] = useState<TrailPoint | null>(null);
  const hours = search.hours ?? 1;
  const trail = useTrail(vehicleId, hours);
  const following = search.follow === true && vehicleId !== undefined;
  const follow = (on: boolean): void => change({ follow: on ? true : undefined });
  useShortcut('Escape', close);
  useShortcut('f', () => vehicleId !== undefined && follow(!following));
  useEffect(() => {
    setPointed(null);
    if (vehicleId !== undefined) setStop('half');
    document.title = vehicleId === undefined ? 'Waycast' : `${vehicleId} · Waycast`;
  }, [vehicleId]);

  const list = (
    <VehicleList
      text={search.q ?? ''}
      sort={search.sort ?? 'name'}
      selectedId={vehicleId}
      onText={(q) => change({ q: q === '' ? undefined : q })}
      onSort={(sort) => change({ sort: sort === 'name' ? undefined : sort })}
      onOpen={open}
    />
  );
  const detail = vehicleId !== undefined && (
    <VehicleDetail
      key={vehicleId}
      vehicleId={vehicleId}
      trail={trail}
      hours={hours}
      pointed={pointed}
      following={following}
      onHours={(next) => change({ hours: next === 1 ? undefined : next })}
      onPoint={setPointed}
      onFollow={follow}
      onClose={close}
    />
  );
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
      <ConnectionBanner state={useConnectionState()} />
      {phone ? (
        <BottomSheet stop={stop} onStop={setStop} label="Panel">
          {detail || (
            <>
              <Menu />
              {list}
            </>
          )}
        </BottomSheet>
      ) : (
        <Panels list={list} detail={detail} />
      )}
    </div>
  );
}

function Panels({ list, detail }: { list: ReactNode; detail: ReactNode }) {
  return (
    <>
      <aside className={`${styles.panel} ${styles.left}`}>
        <Menu />
        {list}
      </aside>
      {detail && <aside className={`${styles.panel} ${styles.right}`}>{detail}</aside>}
    </>
  );
}

/** The page's state lives in its address: every one can be linked to, and the back button works. */
function useAddress() {
  const navigate = useNavigate();
  const { vehicleId } = useParams({ strict: false });
  const search: FleetSearch = useSearch({ strict: false });
  const merge = (changes: { readonly [K in keyof FleetSearch]: FleetSearch[K] | undefined }): FleetSearch =>
    Object.fromEntries(Object.entries({ ...search, ...changes }).filter(([, value]) => value !== undefined));
  return {
    vehicleId,
    search,
    open: (id: string) => void navigate({ to: '/vehicles/$vehicleId', params: { vehicleId: id }, search: merge({ follow: undefined }) }),
    close: () => {
      if (vehicleId !== undefined) void navigate({ to: '/', search: merge({ follow: undefined, hours: undefined }) });
    },
    change: (changes: Parameters<typeof merge>[0]) => void navigate({ to: '.', search: merge(changes), replace: true }),
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
