import type { Order } from '@waycast/contract';
import { useMemo } from 'react';
import { Problem } from '../../shell/problem.tsx';
import { again, toNewOrder } from './ride-draft.ts';
import styles from './rider.module.css';
import { useOrdering } from './use-ordering.ts';

interface TryAgainProps {
  readonly order: Order;
  readonly onOrder: (orderId: string) => void;
}

/** The same ride once more, by one button. */
export function TryAgain({ order, onOrder }: TryAgainProps) {
  const same = useMemo(() => toNewOrder(again(order)), [order]);
  const ordering = useOrdering(same);
  return (
    <>
      <button
        type="button"
        className={styles.act}
        disabled={ordering.isPending || same === null}
        onClick={() =>
          same !== null && ordering.mutate(same, { onSuccess: ({ orderId }) => onOrder(orderId) })
        }
      >
        {ordering.isPending ? 'Ordering …' : 'Try again'}
      </button>
      {ordering.error !== null && <Problem role="alert">{ordering.error.message}</Problem>}
    </>
  );
}
