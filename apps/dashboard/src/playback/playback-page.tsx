import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { ArrowLeft, Pause, Play } from 'lucide-react';
import { useCallback, useMemo, useState } from 'react';
import { Button, IconButton } from '../shell/button.tsx';
import head from '../shell/page-head.module.css';
import { useShortcut } from '../shell/use-shortcut.ts';
import { useTitle } from '../shell/use-title.ts';
import { clockIn, dayWords, shortClockIn } from '../words/clock.ts';
import { boundsOfDay, dayOf } from '../words/day.ts';
import { countText, distanceText, speedText } from '../words/figures.ts';
import { DayChoice } from './day-choice.tsx';
import { ExportMenu } from './export-menu.tsx';
import { ignoredAt, ignoredEvent, ignoredRuns } from './ignored-runs.ts';
import styles from './playback.module.css';
import type { PlaybackSearch } from './playback-search.ts';
import { type Place, placeAt } from './ride.ts';
import { RideMap } from './ride-map.tsx';
import { SPEED_CLASSES } from './speed-classes.ts';
import { Timeline } from './timeline.tsx';
import { useDayEvents } from './use-day-events.ts';
import { RATES, usePlayer } from './use-player.ts';
import { type LoadedRide, useRide } from './use-ride.ts';
import { useTimeZone } from './use-time-zone.ts';
import { WhyIgnored } from './why-ignored.tsx';

/** Half a minute each way by the arrow keys. */
const JUMP_MS = 30_000;
/** What is not believed is explained where playback rests this near to it. */
const NEAR_MS = 15_000;
const FIRST_TOLERANCE_M = 16;

/** A day of a vehicle, played back. */
export function PlaybackPage() {
  const address = useAddress();
  const { vehicleId, day, timeZone } = address;
  const { from, to } = useMemo(() => boundsOfDay(day, timeZone), [day, timeZone]);
  const [toleranceM, setToleranceM] = useState(FIRST_TOLERANCE_M);
  const ride = useRide(vehicleId, from, to, toleranceM);
  const { events, halts } = useDayEvents(vehicleId, from, to);
  const ignored = useMemo(() => ignoredRuns(ride.ignored), [ride.ignored]);
  const happened = useMemo(() => [...events, ...ignored.map(ignoredEvent)], [events, ignored]);
  const first = ride.moments[0]?.time ?? from;
  const last = ride.moments.at(-1)?.time ?? to;
  // By its first moment: the same day is another span once the tenant's time zone is known.
  const span = ride.moments.length === 0 ? null : `${vehicleId} ${from}`;
  const player = usePlayer(span, first, last, address.at);
  const place = useMemo(() => placeAt(ride.moments, player.time), [ride.moments, player.time]);
  const clock = useCallback((timeMs: number) => clockIn(timeMs, timeZone), [timeZone]);
  useShortcut(' ', player.toggle);
  useShortcut('ArrowLeft', () => player.seek(player.time - JUMP_MS));
  useShortcut('ArrowRight', () => player.seek(player.time + JUMP_MS));
  useTitle(`${vehicleId} · ${day} · Waycast`);
  const unbelieved = player.playing ? undefined : ignoredAt(ignored, player.time, NEAR_MS);
  const words = `${clock(player.time)} · ${placeWords(place)}`;
  return (
    <main className={styles.page}>
      <RideMap
        moments={ride.moments}
        halts={halts}
        ignored={ride.ignored}
        place={place}
        span={`${vehicleId} ${day}`}
        onTolerance={setToleranceM}
      />
      <header className={styles.header}>
        <Link to="/vehicles/$vehicleId" params={{ vehicleId }} className={head.back}>
          <ArrowLeft size={16} aria-hidden /> Live
        </Link>
        <h1 title={vehicleId}>{vehicleId}</h1>
        <DayChoice day={day} today={address.today} onDay={address.show} />
        <ExportMenu vehicleId={vehicleId} day={day} from={from} to={to} />
      </header>
      <section className={styles.panel} aria-label="Playback">
        <DayWords ride={ride} vehicleId={vehicleId} day={day} words={words} />
        {ride.moments.length > 1 && (
          <>
            <Timeline
              from={first}
              to={last}
              time={player.time}
              words={words}
              moments={ride.moments}
              events={happened}
              clock={(timeMs) => shortClockIn(timeMs, timeZone)}
              onSeek={player.seek}
            />
            {unbelieved && <WhyIgnored vehicleId={vehicleId} fixes={unbelieved.fixes} clock={clock} />}
            <Controls player={player} />
          </>
        )}
      </section>
    </main>
  );
}

function Controls({ player: { playing, rate, toggle, setRate } }: { player: ReturnType<typeof usePlayer> }) {
  return (
    <div className={styles.controls}>
      <IconButton label={playing ? 'Pause (Space)' : 'Play (Space)'} onClick={toggle}>
        {playing ? <Pause size={18} /> : <Play size={18} />}
      </IconButton>
      <fieldset className={styles.rates} aria-label="Speed of playback">
        {RATES.map((one) => (
          <Button key={one} aria-pressed={one === rate} onClick={() => setRate(one)}>
            {one}×
          </Button>
        ))}
      </fieldset>
      <ul className={styles.legend} aria-label="Colours of the way, km/h">
        {SPEED_CLASSES.map(({ token, words }) => (
          <li key={token}>
            <span className={styles.swatch} style={{ background: `var(--${token})` }} aria-hidden />
            {words}
          </li>
        ))}
        <li>km/h</li>
      </ul>
    </div>
  );
}

interface DayWordsProps {
  readonly ride: LoadedRide;
  readonly vehicleId: string;
  readonly day: string;
  readonly words: string;
}

/** The moment on show is no status: it changes with every frame. */
function DayWords({ ride, vehicleId, day, words }: DayWordsProps) {
  const missing = missingWords(ride, vehicleId, day);
  if (missing !== null)
    return (
      <p className={styles.words} role="status">
        {missing}
      </p>
    );
  return (
    <p className={styles.words}>
      <strong>{words}</strong>
      <span>
        {distanceText(ride.lengthM)} · {countText(ride.fixes, 'position')}
        {ride.ignored.length > 0 && `, ${ride.ignored.length} not believed`}
      </span>
    </p>
  );
}

function missingWords({ moments, loading, error }: LoadedRide, vehicleId: string, day: string) {
  if (error !== null) return `The day could not be loaded: ${error.message}`;
  if (moments.length > 0) return null;
  if (loading) return 'Loading the day …';
  return `${vehicleId} sent no position on ${dayWords(day)}. Choose another day.`;
}

function placeWords(place: Place | undefined): string {
  if (place === undefined) return 'not heard yet';
  if (place.silent) return 'silent';
  return place.heading === null || place.speed === null ? 'standing' : speedText(place.speed);
}

/** The page's state lives in its address: every day and moment can be linked to. */
function useAddress() {
  const navigate = useNavigate();
  const timeZone = useTimeZone();
  const { vehicleId = '' } = useParams({ strict: false });
  const search: PlaybackSearch = useSearch({ strict: false });
  const today = dayOf(Date.now(), timeZone);
  return {
    vehicleId,
    timeZone,
    today,
    day: search.day ?? today,
    at: search.at,
    show: (day: string): void => void navigate({ to: '.', search: { day } }),
  };
}
