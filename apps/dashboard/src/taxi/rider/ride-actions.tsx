import type { Order } from '@waycast/contract';
import { useState } from 'react';
import { Button } from '../../shell/button.tsx';
import { Problem } from '../../shell/problem.tsx';
import { useOrderAct } from '../api/use-orders.ts';
import { groupOf } from '../words/order-words.ts';
import styles from './rider.module.css';
import { ShareRide } from './share-ride.tsx';
import { TryAgain } from './try-again.tsx';

interface RideActionsProps {
  readonly order: Order;
  readonly onNew: () => void;
  readonly onOrder: (orderId: string) => void;
}

/** What a rider may do with a ride as it stands. */
export function RideActions({ order, onNew, onOrder }: RideActionsProps) {
  const { status } = order;
  if (groupOf(status) === 'ended')
    return (
      <>
        {status !== 'COMPLETED' && <TryAgain order={order} onOrder={onOrder} />}
        <Button className={styles.wideButton} onClick={onNew}>
          Order another ride
        </Button>
      </>
    );
  return (
    <>
      {groupOf(status) === 'active' && <ShareRide key={order.orderId} orderId={order.orderId} />}
      {status !== 'IN_PROGRESS' && <Cancel order={order} />}
    </>
  );
}

const REASONS = ['My plans changed', 'It takes too long', 'I ordered by mistake'] as const;

/** Asked once more, with reasons that need no typing. */
function Cancel({ order: { orderId } }: { readonly order: Order }) {
  const [asked, setAsked] = useState(false);
  const act = useOrderAct();
  if (!asked)
    return (
      <Button className={styles.wideButton} onClick={() => setAsked(true)}>
        Cancel the ride …
      </Button>
    );
  return (
    <fieldset className={styles.reasons} aria-label="Why do you cancel?">
      <p className={styles.hint}>Why do you cancel?</p>
      {REASONS.map((reason) => (
        <Button
          key={reason}
          className={styles.wideButton}
          disabled={act.isPending}
          onClick={() => act.mutate({ kind: 'cancel', orderId, reason })}
        >
          {reason}
        </Button>
      ))}
      <Button className={styles.wideButton} onClick={() => setAsked(false)}>
        Keep the ride
      </Button>
      {act.error !== null && <Problem role="alert">{act.error.message}</Problem>}
    </fieldset>
  );
}
