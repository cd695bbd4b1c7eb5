import type { TripSummary } from '@waycast/contract';
import { useEffect, useState } from 'react';
import type { SchoolApi } from '../api/school-api.ts';
import type { DriverDay, DriverStore } from './idb-driver-store.ts';

const READ_EVERY_MS = 20_000;
/** A driver has a handful of trips a day; whoever sees all of them is no driver. */
const TRIPS_MAX = 12;
const VEHICLES_MAX = 5;

export interface KnownDay {
  /** undefined: nothing is known yet. */
  readonly day: DriverDay | undefined;
  /** Why it was not read again; null when it was. */
  readonly problem: string | null;
  readonly refresh: () => void;
}

/** Whose trips are read; with the vehicles of their token, for trips that name no driver. */
export interface Driver {
  readonly subject: string;
  readonly vehicles: readonly string[];
}

/** The driver's trips and passengers: as the phone keeps them, then as the server says. */
export function useDriverDay(
  api: SchoolApi,
  store: DriverStore | null,
  driver: Driver | undefined,
): KnownDay {
  const [day, setDay] = useState<DriverDay>();
  const [problem, setProblem] = useState<string | null>(null);
  const [asked, ask] = useState(0);
  useEffect(() => {
    if (store === null) return undefined;
    let stopped = false;
    store
      .day()
      .then((kept) => {
        if (!stopped && kept !== undefined) setDay((known) => known ?? kept);
      })
      .catch((error: unknown) => console.warn('What this phone kept could not be read.', error));
    return () => {
      stopped = true;
    };
  }, [store]);
  useEffect(() => {
    void asked;
    if (store === null || driver === undefined) return undefined;
    const aborted = new AbortController();
    const read = (): void => {
      readDay(api, driver, aborted.signal)
        .then(async (fresh) => {
          setDay(fresh);
          setProblem(null);
          await store.keepDay(fresh);
        })
        .catch((error: unknown) => {
          if (!aborted.signal.aborted) setProblem(error instanceof Error ? error.message : String(error));
        });
    };
    read();
    const timer = setInterval(read, READ_EVERY_MS);
    window.addEventListener('online', read);
    return () => {
      aborted.abort();
      clearInterval(timer);
      window.removeEventListener('online', read);
    };
  }, [api, store, driver, asked]);
  return { day, problem, refresh: () => ask((before) => before + 1) };
}

async function readDay(api: SchoolApi, driver: Driver, signal: AbortSignal): Promise<DriverDay> {
  const trips = await Promise.all(
    (await ownTrips(api, driver, signal)).map(({ tripId }) => api.trip({ id: tripId }, { signal })),
  );
  const lists = await Promise.all(trips.map(({ tripId }) => api.tripPassengers({ id: tripId }, { signal })));
  return {
    readAtMs: Date.now(),
    trips,
    passengers: Object.fromEntries(lists.map((list) => [list.tripId, list])),
  };
}

/** Those that name the driver, and those of the driver's vehicles that name none. */
async function ownTrips(
  api: SchoolApi,
  { subject, vehicles }: Driver,
  signal: AbortSignal,
): Promise<TripSummary[]> {
  const pages = await Promise.all([
    api.listTrips({ driverId: subject }, { signal }),
    ...vehicles.slice(0, VEHICLES_MAX).map((vehicleId) => api.listTrips({ vehicleId }, { signal })),
  ]);
  const own = pages
    .flatMap(({ items }) => items)
    .filter(({ status, driverId }) => status !== 'CANCELLED' && (driverId === null || driverId === subject));
  const once = new Map(own.map((trip) => [trip.tripId, trip]));
  return [...once.values()].sort(byTime).slice(0, TRIPS_MAX);
}

function byTime(a: TripSummary, b: TripSummary): number {
  return a.scheduledStart.localeCompare(b.scheduledStart);
}
