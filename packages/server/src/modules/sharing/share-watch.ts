import type { Sessions } from '../../kernel/sessions.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Log } from '../../ports/log.ts';
import type { ShareStore } from '../../ports/share-store.ts';
import type { ShareLinks } from './share-links.ts';

/** How soon sessions end whose link was revoked at another server. */
const LOOK_EVERY_MS = 2_000;
/** Links in one question. */
const MAX_ASKED = 1_000;

export interface ShareWatchParts {
  readonly store: Pick<ShareStore, 'overOf'>;
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
  let cancel: () => void = () => undefined;
  let looking: Promise<void> = Promise.resolve();
  let stopped = false;

  function look(): void {
    looking = closeOver()
      .catch((error) => log.warn({ err: error }, 'share links could not be checked; trying again'))
      .then(wait);
  }

  function wait(): void {
    if (!stopped) cancel = clock.after(LOOK_EVERY_MS, look);
  }

  async function closeOver(): Promise<void> {
    const present = [...sharesOf(sessions.all)];
    for (let from = 0; from < present.length; from += MAX_ASKED) {
      const over = await store.overOf(present.slice(from, from + MAX_ASKED), clock.now());
      endShares(links, sessions, over);
    }
  }

  wait();
  return () => {
    stopped = true;
    cancel();
    return looking;
  };
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

function sharesOf(all: Sessions['all']): Set<string> {
  const shares = new Set<string>();
  for (const { subject } of all) if (subject?.shareId !== undefined) shares.add(subject.shareId);
  return shares;
}
