import { WaycastError } from '@waycast/contract';
import { LRUCache } from 'lru-cache';
import { isUnavailable } from '../../kernel/unavailable.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Log } from '../../ports/log.ts';
import type { Newcomers } from '../../ports/newcomers.ts';
import type { SeenEntries } from '../../ports/registry.ts';
import type { Tenants } from '../../ports/tenants.ts';
import { fullError, type KindWords } from './entry-desk.ts';
import { type Answers, gather } from './gather.ts';

const MAX_REMEMBERED = 200_000;
/** A known one that was removed meanwhile, maybe by another server, is entered again after this long. */
const KNOWN_MS = 3_600_000;
/** For so long a refusal is repeated without asking: many fixes may follow. */
const REFUSED_MS = 10_000;
/** Fixes wait for the registry no longer than this. */
const PATIENCE_MS = 2000;

export interface NewcomersParts {
  readonly entries: SeenEntries<unknown>;
  readonly words: KindWords;
  readonly tenants: Tenants;
  readonly clock: Clock;
  readonly log: Log;
  /** Whether the registry is known to be out of reach, so that asking it would only cost time. */
  readonly away: () => boolean;
}

/** Newcomers whose entries may be removed again. */
export interface ForgetfulNewcomers extends Newcomers {
  /** To be called when an entry was removed: it is entered again when it is heard of again. */
  forget(tenant: string, id: string): void;
}

type Verdict = 'entered' | WaycastError;

/**
 * Enters vehicles (or drivers) when they are first heard of. Those that come while others are being entered go together
 * next, so that a fleet that arrives at once costs a few queries:
 *
 *     unknown ──▶ asked ──▶ entered, for an hour
 *                      ╌╌▶ refused, for ten seconds
 */
export function createNewcomers(parts: NewcomersParts): ForgetfulNewcomers {
  const { entries, words, tenants, clock, log, away } = parts;
  const known = new LRUCache<string, number>({ max: MAX_REMEMBERED });
  const refusals = new LRUCache<string, { readonly error: WaycastError; readonly at: number }>({
    max: 10_000,
  });
  const ask = gather(enter);

  async function enter(tenant: string, ids: readonly string[]): Promise<Answers<Verdict>> {
    try {
      const { [words.limit]: max } = await tenants.settings(tenant);
      const { refused, count } = await entries.enter(tenant, ids, max);
      const out = new Set(refused);
      const error = fullError(words, count, max, 1);
      const now = clock.now();
      for (const id of ids) {
        if (out.has(id)) refusals.set(keyOf(tenant, id), { error, at: now });
        else known.set(keyOf(tenant, id), now);
      }
      return (id) => (out.has(id) ? error : 'entered');
    } catch (error) {
      // What was reported counts more than the list of who reports.
      if (!isUnavailable(error)) log.error({ err: error, tenant }, `could not enter ${words.many}`);
      return () => 'entered';
    }
  }

  async function admitted(tenant: string, id: string): Promise<void> {
    const refusal = refusals.get(keyOf(tenant, id));
    if (refusal !== undefined && clock.now() - refusal.at < REFUSED_MS) throw refusal.error;
    const verdict = await within(clock, ask(tenant, id));
    if (verdict instanceof WaycastError) throw verdict;
  }

  return {
    forget(tenant, id) {
      known.delete(keyOf(tenant, id));
      refusals.delete(keyOf(tenant, id));
    },
    admit(tenant, id, now) {
      const enteredAt = known.get(keyOf(tenant, id));
      if (enteredAt === undefined) return away() ? undefined : admitted(tenant, id);
      if (now - enteredAt > KNOWN_MS) {
        known.set(keyOf(tenant, id), now);
        void ask(tenant, id);
      }
      return undefined;
    },
  };
}

/** `entered` when nothing is known in time. */
function within(clock: Clock, verdict: Promise<Verdict>): Promise<Verdict> {
  return new Promise((resolve) => {
    const cancel = clock.after(PATIENCE_MS, () => resolve('entered'));
    void verdict.then((value) => {
      cancel();
      resolve(value);
    });
  });
}

function keyOf(tenant: string, id: string): string {
  return `${tenant} ${id}`;
}
