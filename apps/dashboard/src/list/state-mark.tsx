import type { MarkerState } from '../map/marker-buffer.ts';
import styles from './state-mark.module.css';

const WORDS: Readonly<Record<MarkerState, string>> = {
  moving: 'Moving',
  standing: 'Standing',
  late: 'Late',
  stale: 'Stale',
  offline: 'Offline',
};

/** The state in a word. */
export function stateWord(state: MarkerState): string {
  return WORDS[state];
}

/** The marker of a state as the map draws it: told apart by shape first. */
export function StateMark({ state, heading }: { state: MarkerState; heading: number | undefined }) {
  const nose = state === 'moving' || (state === 'late' && heading !== undefined);
  return (
    <svg className={`${styles.mark} ${styles[state]}`} viewBox="-12 -12 24 24" aria-hidden="true">
      <g transform={nose ? `rotate(${Math.round(heading ?? 0)})` : undefined}>
        {nose && <path d="M0-11 4.6-3.2-4.6-3.2Z" />}
        {state === 'offline' ? (
          <path className={styles.cross} d="M-5-5 5 5M5-5-5 5" />
        ) : (
          <circle r={state === 'stale' ? 4.5 : 5.6} />
        )}
      </g>
    </svg>
  );
}
