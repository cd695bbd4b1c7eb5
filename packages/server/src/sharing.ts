import type { Closers } from './closers.ts';
import type { Core } from './kernel/core.ts';
import { ShareDesk } from './modules/sharing/share-desk.ts';
import { readEndings } from './modules/sharing/share-endings.ts';
import { ShareLinks } from './modules/sharing/share-links.ts';
import { withShareLinks } from './modules/sharing/share-tokens.ts';
import { ShareView } from './modules/sharing/share-view.ts';
import { endShares, watchShares } from './modules/sharing/share-watch.ts';
import type { Clock } from './ports/clock.ts';
import type { History } from './ports/history.ts';
import type { Log } from './ports/log.ts';
import type { Orders } from './ports/orders.ts';
import type { AwaitedEvent, ShareStore } from './ports/share-store.ts';
import type { Sharing } from './ports/sharing.ts';
import type { Tokens } from './ports/tokens.ts';
import type { Trips } from './ports/trips.ts';
import type { VehicleEvents } from './ports/vehicle-events.ts';

export interface OpenSharingParts {
  readonly store: ShareStore;
  readonly history: History;
  readonly orders: Pick<Orders, 'get'>;
  readonly trips: Pick<Trips, 'get'>;
  /** Events with which links end. */
  readonly events: VehicleEvents;
  readonly clock: Clock;
  readonly log: Log;
  /** GPS_UPDATE_INTERVAL. */
  readonly reportIntervalMs: number;
}

/** Share links, in two steps: the kernel needs tokens that know them, and they need the kernel. */
export interface OpenSharing {
  /** The same tokens, and the secrets of share links beside them. */
  tokens(tokens: Tokens): Tokens;
  /** From now on the sessions of links that are over are ended. */
  start(core: Pick<Core, 'access' | 'positions' | 'sessions'>, closers: Closers): Sharing;
}

export function openSharing(parts: OpenSharingParts): OpenSharing {
  const links = new ShareLinks(parts);

  async function end(event: AwaitedEvent, sessions: Core['sessions']): Promise<void> {
    endShares(links, sessions, await parts.store.endOn(event, parts.clock.now()));
  }

  return {
    tokens: (tokens) => withShareLinks(tokens, links),
    start({ access, positions, sessions }, closers) {
      const view = new ShareView({ ...parts, positions });
      closers.push(
        watchShares({ ...parts, links, sessions }),
        readEndings({ ...parts, end: (event) => end(event, sessions) }),
      );
      return new ShareDesk({ ...parts, links, access, view, sessions });
    },
  };
}
