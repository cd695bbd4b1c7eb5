import type { EventPayload } from '@waycast/contract';
import type { WaycastError } from '@waycast/contract/errors';
import type { Connection } from './connection.ts';
import { joinOnEachLink } from './each-link.ts';
import type { Subscription, SubscriptionOptions } from './subscription.ts';

/** Gets a region as it is now, then as it changes; hazards that an update leaves out are as they were. */
export type RegionListener = (region: EventPayload<'region:update'>) => void;

export interface RegionSubscription extends Subscription {
  readonly geohash: string;
  /** The newest state known, null before the first. */
  readonly region: EventPayload<'region:update'> | null;
}

/** Follows a region, a 6-character geohash cell, without being one of its members. */
export function followRegion(
  connection: Pick<Connection, 'subscribe'>,
  geohash: string,
  listener: RegionListener = () => undefined,
  { onError }: SubscriptionOptions = {},
): RegionSubscription {
  let region: EventPayload<'region:update'> | null = null;
  const subscription = connection.subscribe(`region:${geohash}`, {
    event(update) {
      const hazards = update.hazards ?? region?.hazards;
      region = { ...update, ...(hazards === undefined ? {} : { hazards }) };
      listener(region);
    },
    onError: (error) => onError?.(error),
  });
  return {
    geohash,
    get region() {
      return region;
    },
    get closed() {
      return subscription.closed;
    },
    close: () => subscription.close(),
  };
}

/**
 * Is a member of a region and follows it, until `close()`: said again on every new link. A connection is a member of one
 * region at a time, the last that it joined or that a heartbeat with a position brought it to.
 */
export function joinRegion(
  connection: Pick<Connection, 'subscribe' | 'call' | 'state' | 'onState'>,
  geohash: string,
  listener: RegionListener = () => undefined,
  { onError }: SubscriptionOptions = {},
): RegionSubscription {
  const refuse = (error: WaycastError): void => {
    if (followed.closed) return;
    end();
    onError?.(error);
  };
  const followed = followRegion(connection, geohash, listener, { onError: refuse });
  const leave = joinOnEachLink(connection, {
    send: () => connection.call('region:join', { geohash }),
    // How many there are then comes as an event.
    joined: () => undefined,
    refused: refuse,
  });
  const end = (): void => {
    leave();
    followed.close();
  };
  return {
    geohash,
    get region() {
      return followed.region;
    },
    get closed() {
      return followed.closed;
    },
    close: end,
  };
}
