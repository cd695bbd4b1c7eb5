import type { Hazard } from '@waycast/contract';
import { useNow } from '../shell/use-now.ts';
import { agoText } from '../words/age.ts';
import { hazardLetter, hazardWord, votesText } from './hazard-words.ts';
import { Swatch } from './overview.tsx';
import { QUALITY_WORDS, roughnessText } from './qualities.ts';
import { type RoadFeature, roadName, worstOf } from './road-features.ts';
import styles from './roads.module.css';

const LISTED = 40;

interface HazardListProps {
  readonly hazards: readonly Hazard[] | null;
  readonly error: Error | null;
  readonly onOpen: (hazardId: string) => void;
}

/** Hazards in view, the newest first: also the way to them without a map. */
export function HazardList({ hazards, error, onOpen }: HazardListProps) {
  const nowMs = useNow();
  return (
    <section className={styles.section} aria-labelledby="hazards-in-view">
      <h2 id="hazards-in-view">Hazards in view{hazards === null ? '' : ` · ${hazards.length}`}</h2>
      {error !== null && (
        <p className={styles.note} role="status">
          Could not be read: {error.message}
        </p>
      )}
      {hazards?.length === 0 && (
        <p className={styles.note}>None. “Report a hazard” warns everybody near it.</p>
      )}
      <ul className={styles.things}>
        {hazards?.slice(0, LISTED).map((hazard) => (
          <li key={hazard.hazardId}>
            <button type="button" className={styles.thing} onClick={() => onOpen(hazard.hazardId)}>
              <span className={styles.letter} aria-hidden="true">
                {hazardLetter(hazard.type)}
              </span>
              <span>
                {hazardWord(hazard.type)}
                <small>
                  {votesText(hazard)} · {agoText(nowMs - Date.parse(hazard.confirmedAt))}
                </small>
              </span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

interface WorstListProps {
  readonly roads: readonly RoadFeature[];
  readonly pending: boolean;
  readonly onOpen: (segmentId: string) => void;
}

/** The roughest roads in view: also the way to them without a map. */
export function WorstList({ roads, pending, onOpen }: WorstListProps) {
  const worst = worstOf(roads, LISTED);
  return (
    <section className={styles.section} aria-labelledby="roughest">
      <h2 id="roughest">Roughest in view</h2>
      {worst.length === 0 && (
        <p className={styles.note}>
          {pending
            ? 'Reading the roads …'
            : 'Nothing is known here. Phones tell by POST /api/roads/observations.'}
        </p>
      )}
      <ul className={styles.things}>
        {worst.map((road) => (
          <li key={road.segmentId}>
            <button type="button" className={styles.thing} onClick={() => onOpen(road.segmentId)}>
              <Swatch quality={road.quality} />
              <span>
                {roadName(road)}
                <small>
                  {road.quality !== null && QUALITY_WORDS[road.quality][0]} · {roughnessText(road.roughness)}
                </small>
              </span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
