import { type Fix, LocationUpdate, SHARE_LIMITS, type ShareEta, type ShareTrail } from '@waycast/contract';
import { LRUCache } from 'lru-cache';
import { isoTime } from '../../kernel/iso-time.ts';
import type { Positions } from '../../kernel/positions.ts';
import type { Clock } from '../../ports/clock.ts';
import type { History } from '../../ports/history.ts';
import type { StoredShare } from '../../ports/share-store.ts';
import { ETA_WINDOW_MS, estimate, type PastPosition } from './eta.ts';
import { shortened } from './trail.ts';

/** Fixes that an estimate or a trail is made from; of a longer trail the newest. */
const MAX_ETA_FIXES = 1_000;
const MAX_TRAIL_FIXES = 20_000;
/** All who look through one link within this time get the same, which history is asked for once. */
const SAME_FOR_MS = 5_000;
const MAX_LINKS = 1_000;

export interface ShareViewParts {
  readonly positions: Pick<Positions, 'newest'>;
  readonly history: Pick<History, 'page' | 'stream'>;
  readonly clock: Clock;
}

/** What can be seen through a link that is good. */
export class ShareView {
  readonly #parts: ShareViewParts;
  readonly #etas = new LRUCache<string, Promise<ShareEta | null>>({ max: MAX_LINKS, ttl: SAME_FOR_MS });
  readonly #trails = new LRUCache<string, Promise<ShareTrail>>({ max: MAX_LINKS, ttl: SAME_FOR_MS });

  constructor(parts: ShareViewParts) {
    this.#parts = parts;
  }

  /** Null where the vehicle has not reported yet. */
  async location({ tenant, vehicleId }: StoredShare): Promise<LocationUpdate | null> {
    const state = await this.#parts.positions.newest(tenant, vehicleId);
    return state === undefined ? null : LocationUpdate.parse(state.data);
  }

  eta(share: StoredShare): Promise<ShareEta | null> {
    const { shareId, vehicleId, destination } = share;
    // Of an order either may be another by now.
    const key = [shareId, vehicleId, destination?.latitude, destination?.longitude].join(' ');
    return onceIn(this.#etas, key, () => this.#estimate(share));
  }

  /** The way since the link's time, of a day at the most. */
  trail(share: StoredShare): Promise<ShareTrail> {
    return onceIn(this.#trails, share.shareId, () => this.#readTrail(share));
  }

  async #estimate(share: StoredShare): Promise<ShareEta | null> {
    const { destination } = share;
    if (destination === null) return null;
    const location = await this.location(share);
    if (location === null) return estimate([], destination, this.#parts.clock.now());
    const here = { ...location, time: Date.parse(location.timestamp) };
    const before = await this.#before(share, here.time);
    return estimate([...before, here], destination, this.#parts.clock.now());
  }

  /** Where the vehicle was in the minutes before, as history has it. */
  async #before({ tenant, vehicleId }: StoredShare, time: number): Promise<PastPosition[]> {
    const range = { tenant, vehicleId, from: time - ETA_WINDOW_MS, to: time - 1 };
    return (await this.#parts.history.page(range, MAX_ETA_FIXES)).filter(isOfItsTime);
  }

  async #readTrail({ tenant, vehicleId, trailFrom }: StoredShare): Promise<ShareTrail> {
    if (trailFrom === null) return { points: [] };
    const to = this.#parts.clock.now();
    const from = Math.max(trailFrom, to - SHARE_LIMITS.trailMs);
    let fixes: Fix[] = [];
    for await (const chunk of this.#parts.history.stream({ tenant, vehicleId, from, to }))
      fixes = fixes.concat(chunk.filter(isOfItsTime)).slice(-MAX_TRAIL_FIXES);
    const points = shortened(fixes, SHARE_LIMITS.trailPoints);
    return {
      points: points.map(({ latitude, longitude, time }) => ({ latitude, longitude, time: isoTime(time) })),
    };
  }
}

function isOfItsTime({ future }: Fix): boolean {
  return future !== true;
}

/** The answer of a moment ago, or a new one; one that fails is asked for again. */
function onceIn<T extends object | null>(
  answers: LRUCache<string, Promise<T>>,
  key: string,
  ask: () => Promise<T>,
): Promise<T> {
  const known = answers.get(key);
  if (known !== undefined) return known;
  const answer = ask();
  answers.set(key, answer);
  answer.catch(() => answers.delete(key));
  return answer;
}
