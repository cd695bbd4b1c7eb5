import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useRealtimeConnection } from '@waycast/react';
import { Button } from '../shell/button.tsx';
import { useNow } from '../shell/use-now.ts';
import { agoText } from '../words/age.ts';
import { momentText } from '../words/clock.ts';
import { type Alert, kindName, suppressionText } from './alert-words.ts';
import styles from './alerts.module.css';
import { Failure } from './failure.tsx';
import { Why } from './why.tsx';

const EVERY_MS = 10_000;
const PAGE = 50;

/** Alerts, the newest first, each with what is behind it. */
export function Feed() {
  const {
    connection: { http },
  } = useRealtimeConnection();
  const { data, error, fetchNextPage, hasNextPage, isFetchingNextPage } = useInfiniteQuery({
    queryKey: ['alerts', 'feed'],
    queryFn: ({ pageParam, signal }) =>
      http.listAlerts({ limit: PAGE, ...(pageParam === null ? {} : { cursor: pageParam }) }, { signal }),
    initialPageParam: null as string | null,
    getNextPageParam: ({ nextCursor }) => nextCursor,
    // Each reading takes all the pages that are open.
    refetchInterval: ({ state }) => EVERY_MS * (state.data?.pages.length ?? 1),
    retry: false,
    staleTime: 0,
  });
  const now = useNow();
  const alerts = data?.pages.flatMap(({ items }) => items) ?? [];
  if (data !== undefined && alerts.length === 0) return <Empty />;
  return (
    <section aria-label="Alerts">
      <Failure error={error} />
      <ul className={styles.list}>
        {alerts.map((alert) => (
          <Entry key={alert.alertId} alert={alert} now={now} />
        ))}
      </ul>
      {hasNextPage && (
        <Button disabled={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          Older alerts
        </Button>
      )}
    </section>
  );
}

function Entry({ alert, now }: { alert: Alert; now: number }) {
  const { summary, vehicleId, kind, at, late, suppressed } = alert;
  const happenedAt = Date.parse(at);
  const unsent = suppressionText(suppressed);
  return (
    <li className={styles.entry}>
      <div className={styles.what}>
        <Link to="/vehicles/$vehicleId" params={{ vehicleId }} className={styles.summary}>
          {summary}
        </Link>
        <span className={styles.age} title={momentText(happenedAt, now)}>
          {agoText(now - happenedAt)}
        </span>
      </div>
      <p className={styles.facts}>
        <span>{kindName(kind)}</span>
        {late && <span className={styles.mark}>Found out late</span>}
        {unsent !== undefined && <span className={styles.mark}>{unsent}</span>}
      </p>
      <Why alert={alert} />
    </li>
  );
}

function Empty() {
  return (
    <section className={styles.empty}>
      <h2>No alerts yet</h2>
      <p>
        A rule says what makes an alert: a vehicle that enters a geofence, drives too fast, or is not heard
        any more.
      </p>
      <p>
        <Link to="/alerts" search={{ tab: 'rules' }} className={styles.action}>
          Make the first rule
        </Link>
      </p>
    </section>
  );
}
