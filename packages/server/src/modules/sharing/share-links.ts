import { WaycastError } from '@waycast/contract';
import { LRUCache } from 'lru-cache';
import { Lookups } from '../../kernel/lookups.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Log } from '../../ports/log.ts';
import type { ShareStore, StoredShare } from '../../ports/share-store.ts';
import { hashOf, isSecret } from './share-secret.ts';

/** For so long a link that was read counts as it was: what other servers revoke is noticed no later than this. */
const FRESH_MS = 2_000;
/** Uses are noted to the minute. */
const NOTED_MS = 60_000;
const MAX_REMEMBERED = 20_000;
/** Secrets not known so far that are looked up at a time. */
const MAX_ASKED = 100;

interface Read {
  readonly share: StoredShare;
  readonly readAt: number;
}

export interface ShareLinksParts {
  readonly store: Pick<ShareStore, 'bySecret' | 'used'>;
  readonly clock: Clock;
  readonly log: Log;
}

/** Share links by their secrets, remembered for a moment. */
export class ShareLinks {
  readonly #parts: ShareLinksParts;
  readonly #read = new LRUCache<string, Read>({ max: MAX_REMEMBERED });
  readonly #lookups = new Lookups<StoredShare | undefined>(MAX_ASKED, 'share links');
  readonly #noted = new LRUCache<string, number>({ max: MAX_REMEMBERED });
  /** Rises with every revocation, so that what was read before one is not remembered after it. */
  #revocations = 0;

  constructor(parts: ShareLinksParts) {
    this.#parts = parts;
  }

  /** The link of a secret, good or over; rejects with `unauthenticated` where there is none. */
  async find(secret: string): Promise<StoredShare> {
    const share = isSecret(secret) ? await this.#find(secret) : undefined;
    if (share === undefined) throw new WaycastError('unauthenticated', 'there is no such share link');
    return share;
  }

  /** The link of a secret as long as it is good; rejects with `unauthenticated`, which says why. */
  async good(secret: string): Promise<StoredShare> {
    const share = await this.find(secret);
    const end = endOf(share, this.#parts.clock.now());
    if (end !== undefined) {
      throw new WaycastError('unauthenticated', `this share link ${HOW[end.state]}`);
    }
    this.#note(share.shareId);
    return share;
  }

  /** A link was ended here: from now on it is read again. */
  forget(shareId: string): void {
    this.#revocations += 1;
    this.#lookups.changed();
    for (const [hash, { share }] of this.#read.entries())
      if (share.shareId === shareId) this.#read.delete(hash);
  }

  async #find(secret: string): Promise<StoredShare | undefined> {
    const hash = hashOf(secret);
    const read = this.#read.get(hash);
    if (read !== undefined && this.#parts.clock.now() - read.readAt < FRESH_MS) return read.share;
    return this.#lookups.find(hash, read === undefined, () => this.#ask(hash));
  }

  async #ask(hash: string): Promise<StoredShare | undefined> {
    const { store, clock } = this.#parts;
    const [readAt, revocations] = [clock.now(), this.#revocations];
    const share = await store.bySecret(hash);
    if (share !== undefined && this.#revocations === revocations) this.#read.set(hash, { share, readAt });
    return share;
  }

  #note(shareId: string): void {
    const { store, clock, log } = this.#parts;
    const now = clock.now();
    if (now - (this.#noted.get(shareId) ?? 0) < NOTED_MS) return;
    this.#noted.set(shareId, now);
    store.used(shareId, now).catch((error) => log.warn({ err: error, shareId }, 'a use was not noted'));
  }
}

const HOW = { revoked: 'was revoked', ended: 'has ended', expired: 'has expired' } as const;

/** How and when a link ended; undefined as long as it is good. */
export function endOf(
  { revokedAt, endedAt, expiresAt }: Pick<StoredShare, 'revokedAt' | 'endedAt' | 'expiresAt'>,
  now: number,
): { readonly state: keyof typeof HOW; readonly at: number } | undefined {
  if (revokedAt !== null) return { state: 'revoked', at: revokedAt };
  if (endedAt !== null) return { state: 'ended', at: endedAt };
  return expiresAt <= now ? { state: 'expired', at: expiresAt } : undefined;
}
