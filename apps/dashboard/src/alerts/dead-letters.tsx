import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useRealtimeConnection } from '@waycast/react';
import { Button } from '../shell/button.tsx';
import { useNow } from '../shell/use-now.ts';
import { agoText } from '../words/age.ts';
import { countText } from '../words/figures.ts';
import type { Delivery } from './alert-words.ts';
import styles from './alerts.module.css';
import { Failure } from './failure.tsx';

const KEY = ['alerts', 'dead'] as const;
const EVERY_MS = 10_000;
const SHOWN = 50;

/** Deliveries that were given up, with the reason, and the button that sends them again. */
export function DeadLetters() {
  const {
    connection: { http },
  } = useRealtimeConnection();
  const queries = useQueryClient();
  const { data, error } = useQuery({
    queryKey: KEY,
    queryFn: ({ signal }) => http.listDeliveries({ state: 'dead', limit: SHOWN }, { signal }),
    refetchInterval: EVERY_MS,
    retry: false,
    staleTime: 0,
  });
  const replay = useMutation({
    mutationFn: (deliveries: readonly Delivery[]) =>
      Promise.all(deliveries.map(({ deliveryId }) => http.replayDelivery({ deliveryId }))),
    onSettled: () => queries.invalidateQueries({ queryKey: KEY }),
  });
  const now = useNow();
  const dead = data?.items ?? [];
  return (
    <section aria-label="Not delivered">
      <div className={styles.what}>
        <h2 className={styles.summary}>Not delivered</h2>
        {dead.length > 1 && (
          <Button disabled={replay.isPending} onClick={() => replay.mutate(dead)}>
            Send all {countText(dead.length, 'delivery', 'deliveries')} again
          </Button>
        )}
      </div>
      <Failure error={error ?? replay.error} />
      {data !== undefined && dead.length === 0 && (
        <p className={styles.facts}>
          <span>Nothing was given up.</span>
        </p>
      )}
      <ul className={styles.list}>
        {dead.map((delivery) => (
          <li key={delivery.deliveryId} className={styles.entry}>
            <div className={styles.what}>
              <span className={styles.address}>
                {delivery.channel === 'webhook' ? delivery.targetId : 'A notification'}
              </span>
              <span className={styles.age}>{agoText(now - Date.parse(delivery.createdAt))}</span>
              <Button disabled={replay.isPending} onClick={() => replay.mutate([delivery])}>
                Send again
              </Button>
            </div>
            <p className={styles.facts}>
              <span>{delivery.lastError}</span>
              <span>{countText(delivery.attempts, 'attempt')}</span>
            </p>
          </li>
        ))}
      </ul>
    </section>
  );
}
