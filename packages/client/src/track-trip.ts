import type { TripUpdate } from '@waycast/contract';
import type { Connection, TripListener, TripSubscription } from './connection.ts';
import type { SubscriptionOptions } from './subscription.ts';

/** A trip by its topic: joining and rejoining bring it as it is then, as an event before all others. */
export function trackTrip(
  subscribe: Connection['subscribe'],
  tripId: string,
  listener: TripListener,
  { onError }: SubscriptionOptions,
): TripSubscription {
  let trip: TripUpdate | null = null;
  const subscription = subscribe(`trip:${tripId}`, {
    event(update) {
      trip = update;
      listener(update);
    },
    onError: (error) => onError?.(error),
  });
  return {
    tripId,
    get trip() {
      return trip;
    },
    get closed() {
      return subscription.closed;
    },
    close: () => subscription.close(),
  };
}
