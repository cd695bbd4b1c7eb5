import { useQueries } from '@tanstack/react-query';
import { useRealtimeConnection } from '@waycast/react';
import { countText } from '../words/figures.ts';
import type { IgnoredFix } from './ignored-runs.ts';
import styles from './playback.module.css';

/** Of a long run the first are explained. */
const MAX_EXPLAINED = 5;

interface WhyIgnoredProps {
  readonly vehicleId: string;
  readonly fixes: readonly IgnoredFix[];
  readonly clock: (timeMs: number) => string;
}

/** Why positions are not believed: the rule, and the figures behind it. */
export function WhyIgnored({ vehicleId, fixes, clock }: WhyIgnoredProps) {
  const { connection } = useRealtimeConnection();
  const explained = fixes.slice(0, MAX_EXPLAINED);
  const verdicts = useQueries({
    queries: explained.map(({ time }) => ({
      queryKey: ['verdict', vehicleId, time],
      queryFn: ({ signal }: { signal: AbortSignal }) =>
        connection.http.fixVerdict({ id: vehicleId, time: String(time) }, { signal }),
    })),
  });
  const rest = fixes.length - explained.length;
  return (
    <section className={styles.ignored} aria-label="Not believed">
      <ul>
        {explained.map(({ time }, index) => (
          <li key={time}>
            <strong>{clock(time)}</strong> {wordsOf(verdicts[index])}
          </li>
        ))}
        {rest > 0 && <li>and {countText(rest, 'more', 'more')}</li>}
      </ul>
    </section>
  );
}

function wordsOf(verdict: { data?: { explanation: string } | undefined; error: Error | null } | undefined) {
  if (verdict?.data !== undefined) return verdict.data.explanation;
  return verdict?.error ? `Not known: ${verdict.error.message}` : 'Asking why …';
}
