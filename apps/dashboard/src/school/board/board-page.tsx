import { Link } from '@tanstack/react-router';
import type { TripSummary } from '@waycast/contract';
import { lazy, Suspense, useMemo, useState } from 'react';
import { LiveFleetProvider, useLiveFleet } from '../../fleet/live-fleet.tsx';
import type { Padding } from '../../map/use-camera-moves.ts';
import { useTimeZone } from '../../playback/use-time-zone.ts';
import { BoardScreen } from '../../shell/board-screen.tsx';
import type { SheetStop } from '../../shell/bottom-sheet.tsx';
import { DayField } from '../../shell/day-field.tsx';
import { useSearchState } from '../../shell/search-state.ts';
import { useShortcut } from '../../shell/use-shortcut.ts';
import { useTitle } from '../../shell/use-title.ts';
import { dayOf } from '../../words/day.ts';
import { tripWay } from '../map/trip-way.ts';
import { SchoolHead } from '../school-head.tsx';
import { useTrip } from '../trip/use-trip.ts';
import { AlertStrip } from './alert-strip.tsx';
import styles from './board.module.css';
import type { BoardSearch } from './board-search.ts';
import { useLiveTrips } from './live-trips.ts';
import { shownTrip } from './shown-trip.ts';
import { TripList } from './trip-list.tsx';
import { TripPanel } from './trip-panel.tsx';
import { useTrips } from './use-trips.ts';

const SchoolMap = lazy(async () => ({ default: (await import('../map/school-map.tsx')).SchoolMap }));
const NONE: readonly TripSummary[] = [];

/** All trips of a day, what goes wrong above all, and the buses on the map. */
export function BoardPage() {
  useTitle('School · Waycast');
  return (
    <LiveFleetProvider>
      <Board />
    </LiveFleetProvider>
  );
}

function Board() {
  const { search, change } = useSearchState<BoardSearch>();
  const trips = useTrips(search.day);
  const all = trips.data ?? NONE;
  const [visible, setVisible] = useState<readonly TripSummary[]>(NONE);
  const live = useLiveTrips(visible);
  const chosen = useTrip(search.trip);
  const [stop, setStop] = useState<SheetStop>(search.trip === undefined ? 'full' : 'half');
  const open = (trip: string | undefined): void => {
    change({ trip }, false);
    // The list needs the room that a trip leaves to the map.
    setStop(trip === undefined ? 'full' : 'half');
  };
  useShortcut('Escape', () => open(undefined));

  const listed = all.find(({ tripId }) => tripId === search.trip);
  const vehicleId = listed?.vehicleId ?? chosen.data?.vehicleId ?? undefined;
  const panel = search.trip !== undefined && (
    <TripPanel
      trip={listed === undefined ? chosen.data : shownTrip(listed, live.get(listed.tripId))}
      detail={chosen.data}
      error={chosen.error}
      onClose={() => open(undefined)}
    />
  );
  const list = (
    <>
      <SchoolHead title="School" />
      <BoardList
        trips={trips}
        all={all}
        live={live}
        search={search}
        change={change}
        onOpen={open}
        onVisible={setVisible}
      />
    </>
  );
  return (
    <BoardScreen
      map={(padding) => (
        <BoardMap
          detail={chosen.data}
          vehicleId={vehicleId}
          padding={padding}
          onVehicle={(id) => open(tripOf(all, id) ?? search.trip)}
        />
      )}
      list={list}
      panel={panel}
      stop={stop}
      onStop={setStop}
    />
  );
}

interface BoardMapProps {
  readonly detail: ReturnType<typeof useTrip>['data'];
  readonly vehicleId: string | undefined;
  readonly padding: Padding;
  readonly onVehicle: (vehicleId: string) => void;
}

function BoardMap({ detail, vehicleId, padding, onVehicle }: BoardMapProps) {
  const { store, clock, reportIntervalMs } = useLiveFleet();
  const way = useMemo(() => (detail === undefined ? null : tripWay(detail)), [detail]);
  return (
    <Suspense>
      <SchoolMap
        live={{ store, serverNow: clock.now, reportIntervalMs }}
        way={way}
        wayKey={detail?.tripId}
        selectedId={vehicleId}
        padding={padding}
        onSelect={onVehicle}
      />
    </Suspense>
  );
}

interface BoardListProps {
  readonly trips: ReturnType<typeof useTrips>;
  readonly all: readonly TripSummary[];
  readonly live: ReturnType<typeof useLiveTrips>;
  readonly search: BoardSearch;
  readonly change: ReturnType<typeof useSearchState<BoardSearch>>['change'];
  readonly onOpen: (tripId: string | undefined) => void;
  readonly onVisible: (trips: readonly TripSummary[]) => void;
}

function BoardList({ trips, all, live, search, change, onOpen, onVisible }: BoardListProps) {
  const timeZone = useTimeZone();
  const { clock } = useLiveFleet();
  const today = dayOf(clock.now(), timeZone);
  return (
    <>
      <div className={styles.day}>
        <DayField
          aria-label="Day of service"
          className={styles.dayField}
          day={search.day ?? today}
          onDay={(day) => change({ day: day === today ? undefined : day, trip: undefined }, false)}
        />
        {trips.error !== null && all.length > 0 && (
          <span className={styles.stale} role="status">
            Could not be read again: {trips.error.message}
          </span>
        )}
      </div>
      {search.day === undefined && <AlertStrip trips={all} onOpen={onOpen} />}
      {all.length === 0 ? (
        <Nothing error={trips.error} pending={trips.isPending} />
      ) : (
        <TripList
          trips={all}
          live={live}
          text={search.q ?? ''}
          group={search.group}
          selectedId={search.trip}
          timeZone={timeZone}
          nowAt={clock.at}
          onText={(q) => change({ q: q === '' ? undefined : q }, true)}
          onGroup={(group) => change({ group }, true)}
          onOpen={onOpen}
          onVisible={onVisible}
        />
      )}
    </>
  );
}

function Nothing({ error, pending }: { readonly error: Error | null; readonly pending: boolean }) {
  if (pending) return <p className={styles.empty}>Reading the trips …</p>;
  if (error !== null)
    return (
      <p className={styles.empty} role="alert">
        The trips cannot be read: {error.message}
      </p>
    );
  return (
    <div className={styles.empty}>
      <p>No trips on this day.</p>
      <p>
        Trips come from schedules: enter stops, a route, the days of service and times in the{' '}
        <Link to="/school/plan">plan</Link>, or import a GTFS file there. They appear here for each day of
        service.
      </p>
    </div>
  );
}

function tripOf(trips: readonly TripSummary[], vehicleId: string): string | undefined {
  const own = trips.filter((trip) => trip.vehicleId === vehicleId);
  return (
    own.find(({ status }) => status === 'IN_PROGRESS') ?? own.find(({ status }) => status === 'SCHEDULED')
  )?.tripId;
}
