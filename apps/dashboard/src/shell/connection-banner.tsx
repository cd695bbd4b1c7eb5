import type { ConnectionState } from '@waycast/client';
import { useConnectionState } from '@waycast/react';
import { WifiOff } from 'lucide-react';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { useLiveFleet } from '../fleet/live-fleet.tsx';
import { clockText } from '../words/clock.ts';
import styles from './connection-banner.module.css';
import { useNow } from './use-now.ts';

/** Shorter interruptions are nobody's business. */
const PATIENCE_MS = 1500;

/** One calm line while there is no connection: as of when the positions are, and what happens next. */
export function ConnectionBanner() {
  const { clock, connection } = useLiveFleet();
  const state = useConnectionState();
  const now = useNow();
  const lostAt = useLostAt(state);
  if (state.phase === 'closed' && state.reason !== null) {
    return <Banner>{state.reason.message}</Banner>;
  }
  if (lostAt === null || state.phase === 'open') return <div role="status" className={styles.place} />;
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

function Banner({ children }: { children: ReactNode }) {
  return (
    <div role="status" className={styles.place}>
      <p className={styles.banner}>
        <WifiOff size={16} aria-hidden="true" />
        <span>{children}</span>
      </p>
    </div>
  );
}

interface Lost {
  readonly timeMs: number;
  readonly wasOpen: boolean;
}

/** Since when there is no connection, once that has lasted a moment. */
function useLostAt({ phase }: ConnectionState): Lost | null {
  const wasOpen = useRef(false);
  const [lost, setLost] = useState<Lost | null>(null);
  const open = phase === 'open';
  useEffect(() => {
    if (open) {
      wasOpen.current = true;
      setLost(null);
      return undefined;
    }
    const since = { timeMs: Date.now(), wasOpen: wasOpen.current };
    const timer = setTimeout(() => setLost(since), PATIENCE_MS);
    return () => clearTimeout(timer);
  }, [open]);
  return lost;
}
