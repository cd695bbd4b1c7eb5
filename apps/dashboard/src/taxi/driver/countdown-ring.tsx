import { lastingText } from '../../words/lasting.ts';
import styles from './taxi-driver.module.css';

/** Seconds that are left, in a ring that empties. */
export function CountdownRing({ leftS, part }: { readonly leftS: number; readonly part: number }) {
  return (
    <span className={styles.ring} role="timer" aria-label={`${lastingText(leftS)} left`}>
      <svg viewBox="0 0 48 48" aria-hidden="true">
        <circle cx="24" cy="24" r="20" />
        <circle
          className={styles.ringLeft}
          cx="24"
          cy="24"
          r="20"
          pathLength={1}
          strokeDashoffset={1 - part}
        />
      </svg>
      <span aria-hidden="true">{leftS < 100 ? leftS : `${Math.floor(leftS / 60)}m`}</span>
    </span>
  );
}
