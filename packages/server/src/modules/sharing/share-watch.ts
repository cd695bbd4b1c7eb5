import { LookAgain } from '../../kernel/look-again.ts';
import type { Sessions } from '../../kernel/sessions.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Log } from '../../ports/log.ts';
import type { ShareStore } from '../../ports/share-store.ts';
import type { ShareLinks } from './share-links.ts';

/** How soon sessions end whose link was revoked at another server. */
const LOOK_EVERY_MS = 2_000;
/** Links in one question. */
const MAX_ASKED = 1_000;
/** No vehicle's id. */
const SEVERAL = '*';

export interface ShareWatchParts {
  readonly store: Pick<ShareStore, 'overOf' | 'strayed'>;
  readonly links: Pick<ShareLinks, 'forget'>;
  readonly sessions: Pick<Sessions, 'all' | 'close'>;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * Ends the sessions of links that are over. A link revoked here ends at once; what other servers revoke is read from
 * the database every two seconds, while anyone is here by a link. Returns the function that stops it.
 */
export function watchShares({ store, links, sessions, clock, log }: ShareWatchParts): () => Promise<void> {
  const looks = new LookAgain({
    ...{ everyMs: LOOK_EVERY_MS, clock, log, look: closeOver },
    failed: 'share links could not be checked; trying again',
  });

  async function closeOver(): Promise<void> {
    const present = [...sharesOf(sessions.all)].map(([shareId, vehicleId]) => ({ shareId, vehicleId }));
    for (let from = 0; from < present.length; from += MAX_ASKED) {
      const asked = present.slice(from, from + MAX_ASKED);
      const over = await store.overOf(
        asked.map(({ shareId }) => shareId),
        clock.now(),
      );
      // They come back, if the link is still good, and see the other vehicle.
      endShares(links, sessions, [...over, ...(await store.strayed(asked))]);
    }
  }

  looks.wait();
  return () => looks.close();
}

/** From now on these links are read again; closes every session that came by one. */
export function endShares(
  links: Pick<ShareLinks, 'forget'>,
  sessions: Pick<Sessions, 'all' | 'close'>,
  shareIds: readonly string[],
): void {
  if (shareIds.length === 0) return;
  for (const shareId of shareIds) links.forget(shareId);
  const ended = new Set(shareIds);
  for (const session of [...sessions.all]) {
    const shareId = session.subject?.shareId;
    if (shareId !== undefined && ended.has(shareId)) sessions.close(session, 'unauthenticated');
  }
}

/** Links that anyone came with, and the vehicle that each shows; of those that show several none is right. */
function sharesOf(all: Sessions['all']): Map<string, string> {
  const shares = new Map<string, string>();
  for (const { subject } of all) {
    if (subject?.shareId === undefined) continue;
    const [vehicleId = ''] = subject.vehicles;
    const other = shares.get(subject.shareId);
    shares.set(subject.shareId, other === undefined || other === vehicleId ? vehicleId : SEVERAL);
  }
  return shares;
}
