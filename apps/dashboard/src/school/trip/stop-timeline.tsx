import type { StopEta, Trip, TripEtas, TripStop } from '@waycast/contract';
import { shortClockIn } from '../../words/clock.ts';
import { etaText } from '../../words/eta-text.ts';
import { againstSchedule, phaseOf, type VisitPhase, whySentences } from '../words/visit-words.ts';
import styles from './trip.module.css';

interface StopTimelineProps {
  readonly trip: Trip;
  readonly etas: TripEtas | undefined;
  readonly nowMs: number;
  readonly timeZone: string;
  /** Also how each visit is known. */
  readonly withWhy: boolean;
}

/** The stops of a trip in order: when they were planned, what happened there, and what is expected. */
export function StopTimeline({ trip, etas, nowMs, timeZone, withWhy }: StopTimelineProps) {
  const expected = new Map(etas?.etas.map((eta) => [eta.stopSequence, eta]));
  const ageMs = etas?.madeAt == null ? null : nowMs - Date.parse(etas.madeAt);
  const left = trip.stops.findLastIndex((stop) => stop.departedAt !== null);
  return (
    <ol className={styles.timeline} aria-label="Stops">
      {trip.stops.map((stop, index) => {
        const eta = index > left ? expected.get(stop.stopSequence) : undefined;
        const running = trip.status === 'IN_PROGRESS' || trip.status === 'SCHEDULED';
        return (
          <li key={stop.stopSequence} className={styles.stop} data-phase={phaseOf(stop)}>
            <span className={styles.planned}>
              {stop.scheduledAt === null ? '–' : shortClockIn(Date.parse(stop.scheduledAt), timeZone)}
            </span>
            <div className={styles.stopWords}>
              <span className={styles.stopName}>{stop.name}</span>
              <StopState
                stop={stop}
                eta={running ? eta : undefined}
                over={!running}
                context={{ nowMs, timeZone, ageMs }}
              />
              <Passengers stop={stop} />
              {withWhy && <WhyVisit stop={stop} timeZone={timeZone} />}
            </div>
          </li>
        );
      })}
    </ol>
  );
}

interface StopStateProps {
  readonly stop: TripStop;
  readonly eta: StopEta | undefined;
  readonly over: boolean;
  readonly context: Parameters<typeof etaText>[1];
}

function StopState({ stop, eta, over, context }: StopStateProps) {
  const phase = phaseOf(stop);
  const clock = (time: string | null): string =>
    time === null ? '' : shortClockIn(Date.parse(time), context.timeZone);
  const parts: Readonly<Record<VisitPhase, string>> = {
    departed: `${clock(stop.arrivedAt)} – ${clock(stop.departedAt)}`,
    at: `here since ${clock(stop.arrivedAt)}`,
    approaching: eta === undefined ? 'close' : `close · ${etaText(eta, context)}`,
    skipped: 'passed without stopping',
    ahead: eta === undefined ? (over ? 'not visited' : 'no estimate yet') : etaText(eta, context),
  };
  return (
    <span className={styles.stopState}>
      {parts[phase]}
      {againstSchedule(stop) !== undefined && ` · ${againstSchedule(stop)}`}
      {stop.inferred && <span className={styles.mark}>inferred</span>}
      {stop.late && <span className={styles.mark}>reported late</span>}
      {stop.skipped && <span className={styles.mark}>skipped</span>}
    </span>
  );
}

function Passengers({ stop: { toBoard, toAlight } }: { readonly stop: TripStop }) {
  const words = [toBoard > 0 && `${toBoard} to board`, toAlight > 0 && `${toAlight} to get off`].filter(
    Boolean,
  );
  return words.length === 0 ? null : <span className={styles.toBoard}>{words.join(' · ')}</span>;
}

function WhyVisit({ stop, timeZone }: { readonly stop: TripStop; readonly timeZone: string }) {
  return (
    <details className={styles.why}>
      <summary>Why</summary>
      {whySentences(stop, timeZone).map((sentence) => (
        <p key={sentence}>{sentence}</p>
      ))}
    </details>
  );
}
