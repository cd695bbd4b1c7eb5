import type {
  DriverOffers,
  NearbyCars,
  NewOrder,
  Order,
  OrderEta,
  OrderEvent,
  OrderStatus,
  ShiftInput,
  Subject,
  TaxiDriver,
  TaxiSettings,
} from '@waycast/contract';

export interface OrderListQuery {
  readonly status?: OrderStatus | 'open' | 'active' | 'ended' | undefined;
  readonly driverId?: string | undefined;
  readonly riderId?: string | undefined;
  readonly limit: number;
  readonly cursor?: string | undefined;
}

/**
 * Orders as those who make, drive and dispatch them see and change them. Whether the role may was asked before; whose an
 * order is, and what its state allows, is judged here. Rejects with an error of the catalogue that names the state and
 * who may do what.
 */
export interface OrderCounter {
  create(subject: Subject, order: NewOrder, idempotencyKey: string | undefined): Promise<Order>;
  list(subject: Subject, query: OrderListQuery): Promise<{ items: Order[]; nextCursor: string | null }>;
  get(subject: Subject, orderId: string): Promise<Order>;
  timeline(subject: Subject, orderId: string): Promise<OrderEvent[]>;
  accept(subject: Subject, orderId: string, vehicleId?: string): Promise<Order>;
  decline(subject: Subject, orderId: string): Promise<Order>;
  release(subject: Subject, orderId: string, reason?: string): Promise<Order>;
  assign(subject: Subject, orderId: string, driverId: string, vehicleId?: string): Promise<Order>;
  arrive(subject: Subject, orderId: string): Promise<Order>;
  start(subject: Subject, orderId: string): Promise<Order>;
  complete(subject: Subject, orderId: string): Promise<Order>;
  cancel(subject: Subject, orderId: string, reason?: string): Promise<Order>;
}

/** Drivers at work, what they are offered, free cars, and how a tenant dispatches. */
export interface TaxiDesk {
  drivers(subject: Subject): Promise<TaxiDriver[]>;
  offers(subject: Subject): Promise<DriverOffers>;
  setShift(subject: Subject, shift: ShiftInput): Promise<TaxiDriver>;
  nearby(subject: Subject, place: { latitude: number; longitude: number }): Promise<NearbyCars>;
  eta(subject: Subject, orderId: string): Promise<OrderEta>;
  settings(subject: Subject): Promise<TaxiSettings>;
  putSettings(subject: Subject, settings: TaxiSettings): Promise<TaxiSettings>;
}
