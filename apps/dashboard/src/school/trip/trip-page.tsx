import { Link, useParams } from '@tanstack/react-router';
import type { Trip } from '@waycast/contract';
import { ArrowLeft } from 'lucide-react';
import { lazy, Suspense, useMemo } from 'react';
import { LiveFleetProvider, useLiveFleet } from '../../fleet/live-fleet.tsx';
import { useTimeZone } from '../../playback/use-time-zone.ts';
import { ConnectionBanner } from '../../shell/connection-banner.tsx';
import head from '../../shell/page-head.module.css';
import { Problem } from '../../shell/problem.tsx';
import { useNow } from '../../shell/use-now.ts';
import { useTitle } from '../../shell/use-title.ts';
import { dayWords, momentText } from '../../words/clock.ts';
import { useShownTrip } from '../board/live-trips.ts';
import { tripWay } from '../map/trip-way.ts';
import { TripNotices } from '../notices/trip-notices.tsx';
import { PassengerRows } from './passenger-rows.tsx';
import { StopTimeline } from './stop-timeline.tsx';
import styles from './trip.module.css';
import { TripActions } from './trip-actions.tsx';
import { TripHeadline } from './trip-headline.tsx';
import { usePassengers, useTrip, useTripEtas } from './use-trip.ts';

const SchoolMap = lazy(async () => ({ default: (await import('../map/school-map.tsx')).SchoolMap }));

/** One trip: its stops with what happened there, who is on it, and where it is. */
export function TripPage() {
  return (
    <LiveFleetProvider>
      <OneTrip />
    </LiveFleetProvider>
  );
}

function OneTrip() {
  const { tripId = '' } = useParams({ strict: false });
  const { data: trip, error } = useTrip(tripId);
  useTitle(`${trip?.name ?? 'Trip'} · Waycast`);
  const { store, clock, reportIntervalMs } = useLiveFleet();
  const way = useMemo(() => (trip === undefined ? null : tripWay(trip)), [trip]);
  return (
    <main className={styles.page}>
      <div className={styles.sheet}>
        <Link to="/school" className={head.back}>
          <ArrowLeft size={16} aria-hidden /> Board
        </Link>
        {error !== null && <Problem role="alert">{error.message}</Problem>}
        {trip === undefined && error === null && <p>Reading the trip …</p>}
        {trip !== undefined && <Sheet trip={trip} />}
      </div>
      <div className={styles.mapPlace}>
        <Suspense>
          <SchoolMap
            live={{ store, serverNow: clock.now, reportIntervalMs }}
            way={way}
            wayKey={tripId}
            selectedId={trip?.vehicleId ?? undefined}
          />
        </Suspense>
        <ConnectionBanner />
      </div>
    </main>
  );
}

function Sheet({ trip: listed }: { readonly trip: Trip }) {
  const timeZone = useTimeZone();
  const { clock } = useLiveFleet();
  const nowMs = clock.at(useNow());
  const trip = { ...listed, ...useShownTrip(listed) };
  const { data: etas } = useTripEtas(
    trip.tripId,
    trip.status === 'IN_PROGRESS' || trip.status === 'SCHEDULED',
  );
  return (
    <>
      <h1 className={styles.title}>{trip.name}</h1>
      <TripHeadline trip={trip} timeZone={timeZone} />
      <TripActions trip={trip} />
      <section className={styles.section} aria-label="Stops">
        <div className={styles.sectionHead}>
          <h2>Stops</h2>
          <span className={styles.small}>{dayWords(trip.serviceDate)}</span>
        </div>
        <StopTimeline trip={listed} etas={etas} nowMs={nowMs} timeZone={timeZone} withWhy />
        {etas?.madeAt != null && (
          <p className={styles.small}>Estimates as of {momentText(Date.parse(etas.madeAt), nowMs)}.</p>
        )}
      </section>
      <Passengers trip={listed} timeZone={timeZone} />
      <Told tripId={listed.tripId} timeZone={timeZone} />
      <Vehicles trip={listed} nowMs={nowMs} />
    </>
  );
}

function Passengers({ trip, timeZone }: { readonly trip: Trip; readonly timeZone: string }) {
  const { data, error } = usePassengers(trip.tripId);
  return (
    <section className={styles.section} aria-label="Who is on it">
      <h2>Students</h2>
      {error !== null && <Problem>{error.message}</Problem>}
      {data !== undefined && data.students.length === 0 && (
        <p className={styles.muted}>
          Nobody is expected. Give students a ride on this schedule on{' '}
          <Link to="/school/students">Students</Link>.
        </p>
      )}
      {data !== undefined && (
        <PassengerRows students={data.students} stops={trip.stops} timeZone={timeZone} />
      )}
    </section>
  );
}

function Told({ tripId, timeZone }: { readonly tripId: string; readonly timeZone: string }) {
  const { data } = usePassengers(tripId);
  const nameOf = useMemo(
    () => new Map(data?.students.map(({ studentId, name }) => [studentId, name])),
    [data],
  );
  return <TripNotices tripId={tripId} nameOf={nameOf} timeZone={timeZone} />;
}

function Vehicles({ trip, nowMs }: { readonly trip: Trip; readonly nowMs: number }) {
  if (trip.vehicles.length === 0) return null;
  return (
    <section className={styles.section} aria-label="Vehicles">
      <h2>Vehicles</h2>
      <ul>
        {trip.vehicles.map(({ vehicleId, from, until }) => (
          <li key={`${vehicleId} ${from}`} className={styles.passenger}>
            <Link to="/vehicles/$vehicleId" params={{ vehicleId }} className={styles.who}>
              {vehicleId}
            </Link>
            <span className={styles.state}>
              {momentText(Date.parse(from), nowMs)} –{' '}
              {until === null ? 'now' : momentText(Date.parse(until), nowMs)}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
