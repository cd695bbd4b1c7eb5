import type { GuardianChild } from '@waycast/contract';
import { lazy, Suspense, useState } from 'react';
import type { Vehicle } from '../../fleet/fleet-store.ts';
import { useFollowedVehicle } from '../../fleet/use-followed-vehicle.ts';
import { useTimeZone } from '../../playback/use-time-zone.ts';
import { useNow } from '../../shell/use-now.ts';
import { agoText } from '../../words/age.ts';
import { shortClockIn } from '../../words/clock.ts';
import { COUNTDOWN_MAX_AGE_MS } from '../../words/eta-text.ts';
import { sentence } from '../words/notice-words.ts';
import { type ChildTrip, childWords, settingWords, tripNow } from './child-words.ts';
import styles from './guardian.module.css';
import { NoticeForm } from './notice-form.tsx';

const ChildMap = lazy(async () => ({ default: (await import('./child-map.tsx')).ChildMap }));

/** One child: when the bus comes or that they are on it, and where it is while it may be seen. */
export function ChildCard({ child }: { readonly child: GuardianChild }) {
  const trip = tripNow(child.trips);
  const others = child.trips.filter((one) => one !== trip);
  const [setting, setSetting] = useState(false);
  return (
    <section className={styles.child} aria-label={child.name}>
      <h2>{child.name}</h2>
      {trip === undefined ? (
        <p className={styles.hint}>No trip today.</p>
      ) : (
        <Now key={trip.tripId} trip={trip} />
      )}
      {others.map((one) => (
        <Later key={one.tripId} trip={one} />
      ))}
      <div className={styles.setting}>
        <p>{settingWords(child.notice)}</p>
        <button
          type="button"
          className={styles.link}
          aria-expanded={setting}
          onClick={() => setSetting(!setting)}
        >
          {setting ? 'Close' : 'Change'}
        </button>
      </div>
      {setting && (
        <NoticeForm studentId={child.studentId} notice={child.notice} onDone={() => setSetting(false)} />
      )}
    </section>
  );
}

/** The trip that matters now. */
function Now({ trip }: { readonly trip: ChildTrip }) {
  const timeZone = useTimeZone();
  const { store, vehicle } = useFollowedVehicle(trip.visible ? trip.vehicleId : null);
  const nowMs = useNow();
  const ageMs = vehicle === undefined ? null : Math.max(0, nowMs - vehicle.time);
  const { headline, detail } = childWords(trip, { nowMs, timeZone, ageMs: ageMs ?? 0 });
  const old = trip.visible && ageMs !== null && ageMs > COUNTDOWN_MAX_AGE_MS;
  return (
    <>
      <p className={styles.bus}>{trip.name}</p>
      <p className={styles.headline} data-old={old}>
        {headline}
      </p>
      {detail !== '' && <p className={styles.detail}>{detail}</p>}
      {trip.visible ? (
        <Position vehicle={vehicle} ageMs={ageMs} />
      ) : (
        <p className={styles.why}>{sentence(trip.why)}</p>
      )}
      {trip.visible && trip.vehicleId !== null && (
        <div className={styles.map}>
          <Suspense>
            <ChildMap store={store} vehicleId={trip.vehicleId} stop={trip.stop} />
          </Suspense>
        </div>
      )}
    </>
  );
}

interface PositionProps {
  readonly vehicle: Vehicle | undefined;
  readonly ageMs: number | null;
}

/** How old the bus's position is, and what that means. */
function Position({ vehicle, ageMs }: PositionProps) {
  if (vehicle === undefined || ageMs === null)
    return <p className={styles.why}>No position of the bus has come yet.</p>;
  return (
    <p className={styles.why}>
      Position {agoText(ageMs)}
      {ageMs > COUNTDOWN_MAX_AGE_MS && '; the bus may be somewhere else by now'}
    </p>
  );
}

function Later({ trip }: { readonly trip: ChildTrip }) {
  const timeZone = useTimeZone();
  const nowMs = useNow();
  const { headline } = childWords(trip, { nowMs, timeZone, ageMs: null });
  const at = trip.scheduledAt === null ? '' : shortClockIn(Date.parse(trip.scheduledAt), timeZone);
  return (
    <p className={styles.later}>
      <span>{at}</span> <strong>{trip.name}</strong> <span>{headline}</span>
    </p>
  );
}
