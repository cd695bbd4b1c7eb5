import { useConnectionState } from '@waycast/react';
import { useLiveFleet } from '../fleet/live-fleet.tsx';
import { clockText } from '../words/clock.ts';
import { Banner } from './banner.tsx';
import styles from './connection-banner.module.css';
import { useLostAt } from './use-lost-at.ts';
import { useNow } from './use-now.ts';

const PATIENCE_MS = 1500;

/** One calm line while there is no connection: as of when the positions are, and what happens next. */
export function ConnectionBanner() {
  const { clock, connection } = useLiveFleet();
  const state = useConnectionState();
  const now = useNow();
  const lostAt = useLostAt(state.phase === 'open', PATIENCE_MS);
  if (state.phase === 'closed' && state.reason !== null) {
    return <Banner>{state.reason.message}</Banner>;
  }
  if (lostAt === null || state.phase === 'open') return <Banner />;
  const retry = state.phase === 'waiting' ? Math.max(0, Math.ceil((state.retryAt - now) / 1000)) : 0;
  const asOf = lostAt.wasOpen
    ? `Connection lost. Showing positions as of ${clockText(clock.at(lostAt.timeMs))}.`
    : 'No connection to the server yet.';
  return (
    <Banner>
      {asOf}{' '}
      <span className={styles.next}>{retry > 0 ? `Trying again in ${retry} s` : 'Trying again …'}</span>
      {retry > 2 && (
        <button type="button" className={styles.now} onClick={() => connection.connect()}>
          Try now
        </button>
      )}
    </Banner>
  );
}
