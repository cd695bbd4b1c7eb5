import { useQuery } from '@tanstack/react-query';
import type { Order } from '@waycast/contract';
import { useRealtimeConnection } from '@waycast/react';
import { RotateCw } from 'lucide-react';
import { useState } from 'react';
import { IconButton } from '../../shell/button.tsx';
import { Problem } from '../../shell/problem.tsx';
import { shortMoment } from '../../words/clock.ts';
import { statusWords, wayText } from '../words/order-words.ts';
import styles from './rider.module.css';

const SHOWN_MAX = 50;

interface PastRidesProps {
  readonly onOpen: (orderId: string) => void;
  /** The same ride is wanted once more. */
  readonly onAgain: (order: Order) => void;
}

/** The rider's rides that are over, the newest first. */
export function PastRides({ onOpen, onAgain }: PastRidesProps) {
  const [open, setOpen] = useState(false);
  const { http } = useRealtimeConnection().connection;
  const { data, error } = useQuery({
    queryKey: ['taxi', 'past'],
    queryFn: async ({ signal }) =>
      (await http.listOrders({ status: 'ended', limit: SHOWN_MAX }, { signal })).items,
    enabled: open,
    staleTime: 0,
    retry: false,
  });
  return (
    <section className={styles.past} aria-label="Past rides">
      <button type="button" className={styles.fold} aria-expanded={open} onClick={() => setOpen(!open)}>
        Past rides
      </button>
      {open && error !== null && <Problem role="alert">{error.message}</Problem>}
      {open && data?.length === 0 && (
        <p className={styles.hint}>No ride yet. The first one will stand here.</p>
      )}
      {open && data !== undefined && (
        <ul>
          {data.map((order) => (
            <li key={order.orderId} className={styles.pastRide}>
              <button type="button" onClick={() => onOpen(order.orderId)}>
                {wayText(order)}
                <small>
                  {shortMoment(Date.parse(order.createdAt), Date.now())} · {statusWords(order.status)}
                </small>
              </button>
              <IconButton label={`Order again: ${wayText(order)}`} onClick={() => onAgain(order)}>
                <RotateCw size={18} />
              </IconButton>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
