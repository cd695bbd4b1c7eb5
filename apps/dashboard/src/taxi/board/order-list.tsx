import type { Order } from '@waycast/contract';
import { GroupedList } from '../../list/grouped-list.tsx';
import { useNow } from '../../shell/use-now.ts';
import { newer } from '../api/follow-order.ts';
import { GROUP_WORDS, type OrderGroup } from '../words/order-words.ts';
import { ORDER_GROUPING } from './arrange-orders.ts';
import type { LiveOrders } from './live-orders.ts';
import { OrderRow } from './order-row.tsx';

const ROW_PX = 76;

interface OrderListProps {
  readonly orders: readonly Order[];
  readonly live: LiveOrders;
  readonly text: string;
  readonly group: OrderGroup | undefined;
  readonly selectedId: string | undefined;
  readonly timeZone: string;
  readonly nowAt: (deviceMs: number) => number;
  readonly onText: (text: string) => void;
  readonly onGroup: (group: OrderGroup | undefined) => void;
  readonly onOpen: (orderId: string) => void;
  readonly onVisible: (orders: readonly Order[]) => void;
}

/** All orders, those that want somebody first. */
export function OrderList({ orders, live, timeZone, nowAt, ...rest }: OrderListProps) {
  const nowMs = nowAt(useNow());
  return (
    <GroupedList
      {...rest}
      items={orders}
      grouping={ORDER_GROUPING}
      groupWords={GROUP_WORDS}
      keyOf={({ orderId }) => orderId}
      one="order"
      rowPx={ROW_PX}
    >
      {(order, place) => (
        <OrderRow
          key={order.orderId}
          order={newer(order, live.get(order.orderId)?.order)}
          viewers={live.get(order.orderId)?.viewers}
          nowMs={nowMs}
          timeZone={timeZone}
          place={place}
        />
      )}
    </GroupedList>
  );
}
