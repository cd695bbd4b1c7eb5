import type { Connection } from '@waycast/client';
import type { Order } from '@waycast/contract';

export interface DriverNews {
  /** An order that any driver may accept. */
  readonly onOrder: (order: Order) => void;
  readonly onTaken: (orderId: string, driverId: string) => void;
}

/** What all drivers are told. Messages that applications send there besides are none of this page's business. */
export function followNews(connection: Connection, { onOrder, onTaken }: DriverNews): () => void {
  const subscription = connection.subscribe('drivers', {
    event(message) {
      const { type, order, orderId, driverId } = message;
      if (type === 'new_order' && isOrder(order)) onOrder(order);
      if (type === 'order_accepted' && typeof orderId === 'string') onTaken(orderId, String(driverId ?? ''));
    },
    onError: (error) => console.warn('New orders show with a delay.', error),
  });
  return () => subscription.close();
}

/** Enough of an order to be shown: scripts may publish to drivers too. */
function isOrder(value: unknown): value is Order {
  if (typeof value !== 'object' || value === null) return false;
  const { orderId, status, pickup, createdAt, expiresAt } = value as Partial<Record<keyof Order, unknown>>;
  const isText = (one: unknown): boolean => typeof one === 'string';
  return (
    [orderId, status, createdAt, expiresAt].every(isText) && typeof pickup === 'object' && pickup !== null
  );
}
