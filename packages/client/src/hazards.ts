import type { BoundingBox, EventPayload, Hazard } from '@waycast/contract';
import { WaycastError } from '@waycast/contract/errors';
import type { Connection } from './connection.ts';
import type { Subscription, SubscriptionOptions } from './subscription.ts';

/** News comes of one region; the rest of the box, and what ended, is read this often. */
const READ_EVERY_MS = 15_000;

/** Gets the hazards of a box that are not over, the newest first, whenever they were read. */
export type HazardsListener = (hazards: readonly Hazard[]) => void;

export interface HazardOptions extends SubscriptionOptions {
  /** A region (6-character geohash): what changes among its hazards makes all be read again at once. */
  readonly region?: string | undefined;
}

export interface HazardSubscription extends Subscription {
  /** Reads them now, such as after reporting one. */
  refresh(): void;
}

/**
 * Follows the hazards in a box (west, south, east, north in degrees): read at once, every 15 s, and when those of
 * `region` change. A reading that failed goes to `onError`; later ones follow.
 */
export function followHazards(
  connection: Pick<Connection, 'subscribe' | 'http'>,
  box: BoundingBox,
  listener: HazardsListener,
  { onError, region }: HazardOptions = {},
): HazardSubscription {
  const ended = new AbortController();
  let asked = 0;
  const read = (): void => {
    const mine = ++asked;
    const isNewest = (): boolean => mine === asked && !ended.signal.aborted;
    connection.http.listHazards({ bbox: box.join(',') }, { signal: ended.signal }).then(
      ({ items }) => {
        if (isNewest()) listener(items);
      },
      (error: unknown) => {
        if (isNewest() && error instanceof WaycastError) onError?.(error);
      },
    );
  };
  const changed = ({ hazards }: EventPayload<'region:update'>): void => {
    if (hazards !== undefined) read();
  };
  const timer = setInterval(read, READ_EVERY_MS);
  const followed = region === undefined ? undefined : connection.subscribe(`region:${region}`, changed);
  read();
  return {
    get closed() {
      return ended.signal.aborted;
    },
    refresh: read,
    close() {
      clearInterval(timer);
      followed?.close();
      ended.abort();
    },
  };
}
