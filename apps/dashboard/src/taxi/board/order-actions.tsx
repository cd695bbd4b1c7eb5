import type { Order, TaxiDriver } from '@waycast/contract';
import { Ban, UserCheck } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../../shell/button.tsx';
import { ReasonDialog } from '../../shell/reason-dialog.tsx';
import { type OrderAct, useOrderAct } from '../api/use-orders.ts';
import { groupOf, wayText } from '../words/order-words.ts';
import { AssignDialog } from './assign-dialog.tsx';
import styles from './board.module.css';

interface OrderActionsProps {
  readonly order: Order;
  readonly drivers: readonly TaxiDriver[];
}

/** What the office may do with an order as it stands. */
export function OrderActions({ order, drivers }: OrderActionsProps) {
  const act = useOrderAct();
  const [open, setOpen] = useState<'assign' | 'cancel' | null>(null);
  const { orderId, status, driverId } = order;
  if (groupOf(status) === 'ended') return null;
  const send = (what: OrderAct): void => act.mutate(what, { onSuccess: () => setOpen(null) });
  const ask = (what: typeof open): void => {
    act.reset();
    setOpen(what);
  };
  const common = { busy: act.isPending, error: act.error, onClose: () => setOpen(null) };
  return (
    <div className={styles.actions}>
      {status !== 'IN_PROGRESS' && (
        <Button look={driverId === null ? 'primary' : 'plain'} onClick={() => ask('assign')}>
          <UserCheck size={16} aria-hidden /> {driverId === null ? 'Assign' : 'Another driver'}
        </Button>
      )}
      <Button onClick={() => ask('cancel')}>
        <Ban size={16} aria-hidden /> {status === 'IN_PROGRESS' ? 'End ride' : 'Cancel'}
      </Button>
      {open === 'assign' && (
        <AssignDialog
          {...common}
          order={order}
          drivers={drivers}
          onAssign={(id) => send({ kind: 'assign', orderId, driverId: id })}
        />
      )}
      {open === 'cancel' && (
        <ReasonDialog
          {...common}
          title={`Cancel ${wayText(order)}?`}
          description="Rider and driver read the reason. This cannot be undone."
          example="the rider called it off"
          act="Cancel the order"
          onAct={(reason) => send({ kind: 'cancel', orderId, reason })}
        />
      )}
    </div>
  );
}
