import type { Order, Subject } from '@waycast/contract';

/** What sockets ask of orders; whether the subject may was asked before. Rejects with errors of the catalogue. */
export interface OrderCalls {
  accept(subject: Subject, orderId: string): Promise<Order>;
}
