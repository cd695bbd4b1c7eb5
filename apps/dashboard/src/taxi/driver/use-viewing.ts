import type { Connection } from '@waycast/client';
import type { Follow } from '../../fleet/live-values.ts';
import { useLiveValues } from '../../fleet/use-live-values.ts';

function viewOrders(connection: Connection): Follow<number> {
  return (orderId, take) => {
    const view = connection.viewOrder(orderId, take, {
      onError: (error) => console.warn(`Nobody is told that order ${orderId} is looked at.`, error),
    });
    return () => view.close();
  };
}

/** The driver counts among those who look at these orders, as others see, while their cards are on the screen. */
export function useViewing(orderIds: readonly string[]): void {
  useLiveValues(orderIds, viewOrders);
}
