import { WaycastError } from '@waycast/client';
import { PageHead } from '../shell/page-head.tsx';
import { useNow } from '../shell/use-now.ts';
import { useTitle } from '../shell/use-title.ts';
import { agoText } from '../words/age.ts';
import { Figures } from './figures.tsx';
import styles from './operations.module.css';
import { RateChart } from './rate-chart.tsx';
import { Servers } from './servers.tsx';
import { lastPair, useReadings } from './use-readings.ts';
import { type Condition, conditionOf } from './words.ts';

/** How the servers do: one sentence first, then the figures behind it. */
export function OperationsPage() {
  useTitle('Servers · Waycast');
  const { readings, metrics, stats, health, ready } = useReadings();
  const condition = useCondition(health, ready);
  const pair = lastPair(readings);
  const now = useNow();
  return (
    <main className={styles.page}>
      <PageHead title="Servers">
        {metrics.dataUpdatedAt > 0 && (
          <span className={styles.age}>Read {agoText(now - metrics.dataUpdatedAt)}</span>
        )}
      </PageHead>
      <section className={`${styles.condition} ${styles[condition.kind]}`} role="status">
        <strong>{condition.headline}</strong>
        <span>{condition.meaning}</span>
      </section>
      {stats.data !== undefined && <Servers stats={stats.data} />}
      {metrics.error !== null && <p className={styles.notice}>{refusalText(metrics.error)}</p>}
      {pair === undefined ? (
        metrics.error === null && (
          <p className={styles.notice}>Rates appear after the second reading, in five seconds.</p>
        )
      ) : (
        <>
          <Figures {...pair} />
          <RateChart readings={readings} />
        </>
      )}
    </main>
  );
}

type Readings = ReturnType<typeof useReadings>;

function useCondition(health: Readings['health'], ready: Readings['ready']): Condition {
  if (health.error !== null)
    return {
      kind: 'failing',
      headline: 'No server answers',
      meaning: 'Check that one runs and that the balancer reaches it. This page keeps asking.',
    };
  if (health.data === undefined) return { kind: 'well', headline: 'Asking…', meaning: '' };
  const reason = ready.error instanceof WaycastError ? ready.error.message : undefined;
  return conditionOf(health.data.services, { ok: ready.error === null, reason });
}

function refusalText(error: Error): string {
  if (error instanceof WaycastError && error.code === 'unauthenticated')
    return 'METRICS_TOKEN is set, so figures are for monitors that know it: open /metrics in Prometheus or Grafana.';
  return `The figures cannot be read now: ${error.message}`;
}
