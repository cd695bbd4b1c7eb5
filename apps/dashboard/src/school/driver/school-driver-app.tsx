import { useNavigate, useSearch } from '@tanstack/react-router';
import { useEffect, useMemo } from 'react';
import { installOfflineShell } from '../../driver/offline-shell.ts';
import { Connected } from '../../session/connected.tsx';
import { useSession } from '../../session/session.tsx';
import { useMe } from '../../session/use-me.ts';
import { useTitle } from '../../shell/use-title.ts';
import { useSchoolApi } from '../api/school-api.ts';
import { DrivePage } from './drive-page.tsx';
import { DriverTrips } from './driver-trips.tsx';
import { subjectOf } from './subject-of.ts';
import { useDriverDay } from './use-driver-day.ts';
import { useDriverStore, useSender } from './use-sender.ts';

/** The page of a school bus driver: today's trips, and who gets on and off. */
export function SchoolDriverApp() {
  useTitle('My trips · Waycast');
  useEffect(() => installOfflineShell('/school/driver'), []);
  return (
    <Connected offerToStay>
      <Driver />
    </Connected>
  );
}

function Driver() {
  const { token } = useSession();
  const api = useSchoolApi();
  const me = useMe();
  const { store, problem } = useDriverStore(subjectOf(token));
  const driver = useMemo(
    () => (me.data === undefined ? undefined : { subject: me.data.subject, vehicles: me.data.vehicles }),
    [me.data],
  );
  const known = useDriverDay(api, store, driver);
  const { sender, state } = useSender(api, store, known.refresh);
  const navigate = useNavigate();
  const { trip: tripId }: { trip?: string } = useSearch({ strict: false });
  const open = (id: string | undefined): void =>
    void navigate({ to: '/school/driver', search: id === undefined ? {} : { trip: id } });
  const trip = known.day?.trips.find((one) => one.tripId === tripId);
  const passengers = tripId === undefined ? undefined : known.day?.passengers[tripId];
  if (trip !== undefined && sender !== null)
    return (
      <DrivePage
        key={trip.tripId}
        trip={trip}
        passengers={passengers?.students ?? []}
        readAtMs={known.day?.readAtMs ?? 0}
        offline={known.problem !== null}
        sender={sender}
        state={state}
        onClose={() => open(undefined)}
      />
    );
  return (
    <DriverTrips
      known={known}
      waiting={state.waiting}
      problem={problem ?? state.problem}
      meProblem={me.error?.message ?? null}
      onOpen={open}
    />
  );
}
