import { useQuery } from '@tanstack/react-query';
import type { Trip, TripStop } from '@waycast/contract';
import { ChevronLeft, ChevronRight } from 'lucide-react';
import { useTimeZone } from '../../playback/use-time-zone.ts';
import { IconButton } from '../../shell/button.tsx';
import { useNow } from '../../shell/use-now.ts';
import { shortClockIn } from '../../words/clock.ts';
import { etaText } from '../../words/eta-text.ts';
import { useSchoolApi } from '../api/school-api.ts';
import { delayOf } from '../words/delay-words.ts';
import styles from './school-driver.module.css';

const READ_EVERY_MS = 15_000;

interface StopCardProps {
  readonly trip: Trip;
  readonly stop: TripStop;
  readonly index: number;
  readonly current: boolean;
  readonly readAtMs: number;
  readonly offline: boolean;
  readonly onStep: (by: number) => void;
}

/** The stop to look at now: which, when, and how the trip keeps its time. */
export function StopCard({ trip, stop, index, current, offline, onStep }: StopCardProps) {
  const timeZone = useTimeZone();
  const planned = stop.scheduledAt === null ? null : shortClockIn(Date.parse(stop.scheduledAt), timeZone);
  const delay = delayOf(trip.delayS);
  return (
    <section className={styles.stopCard} aria-label="Next stop">
      <IconButton label="Stop before" disabled={index === 0} onClick={() => onStep(-1)}>
        <ChevronLeft size={28} />
      </IconButton>
      <div className={styles.stopWords}>
        <p className={styles.caption}>
          {current ? 'Next stop' : 'Looking at'} {index + 1} of {trip.stops.length}
        </p>
        <h2 className={styles.stopName}>{stop.name}</h2>
        <Expected tripId={trip.tripId} stop={stop} offline={offline} timeZone={timeZone} />
        <p className={styles.caption}>
          {planned !== null && `Planned ${planned}`}
          {!offline && delay.kind !== 'unknown' && ` · ${delay.words}`}
        </p>
      </div>
      <IconButton label="Stop after" disabled={index === trip.stops.length - 1} onClick={() => onStep(1)}>
        <ChevronRight size={28} />
      </IconButton>
    </section>
  );
}

interface ExpectedProps {
  readonly tripId: string;
  readonly stop: TripStop;
  readonly offline: boolean;
  readonly timeZone: string;
}

/** Time to go, as the server estimates it; without a connection there is only the plan. */
function Expected({ tripId, stop, offline, timeZone }: ExpectedProps) {
  const api = useSchoolApi();
  const nowMs = useNow();
  const { data } = useQuery({
    queryKey: ['school', 'etas', tripId],
    queryFn: ({ signal }) => api.tripEtas({ id: tripId }, { signal }),
    refetchInterval: READ_EVERY_MS,
    retry: false,
  });
  const eta = data?.etas.find(({ stopSequence }) => stopSequence === stop.stopSequence);
  if (stop.arrivedAt !== null)
    return <p className={styles.eta}>here since {shortClockIn(Date.parse(stop.arrivedAt), timeZone)}</p>;
  if (eta === undefined || offline) return null;
  const ageMs = data?.madeAt == null ? null : nowMs - Date.parse(data.madeAt);
  return <p className={styles.eta}>{etaText(eta, { nowMs, timeZone, ageMs })}</p>;
}
