import type { Subject } from '@waycast/contract';

/** What of orders is a subject's own. Rejects with `unavailable`. */
export interface OrderRights {
  /** The subject ordered it, or drives it. */
  isOwn(subject: Subject, orderId: string): Promise<boolean>;
  /** The vehicle comes for an order of the subject, or carries it: ACCEPTED, ARRIVING or IN_PROGRESS. */
  isComing(subject: Subject, vehicleId: string): Promise<boolean>;
  /** Called with riders whose order was given to a vehicle, or is no longer. The returned function ends it. */
  onChanged(listener: (tenant: string, riderId: string) => void): () => void;
}
