import { WaycastError } from '@waycast/contract';
import type { Clock } from '../ports/clock.ts';
import type { History, HistoryRange, StoredListener, TenantFix, VehicleOfTenant } from '../ports/history.ts';
import type { Journal, JournalEntry } from '../ports/journal.ts';
import type { Log } from '../ports/log.ts';
import { Overloaded } from '../ports/overloaded.ts';
import { isUnavailable } from './unavailable.ts';

/** Fixes that are given back to history at a time. */
const REPLAY_FIXES = 1000;
/** Between two attempts while the database is away. */
const RETRY_MS = 500;
/** How long a server that ends goes on giving back; the rest waits for the next start. */
const CLOSE_WITHIN_MS = 3000;
/** Fixes that may wait for the end of a replay. */
const MAX_HELD_FIXES = 50_000;
const RETRY_AFTER_MS = 1000;
const AWAY = 'The database does not answer now. Keep the data and try again.';
/** Some ten commits: with so little left, new fixes are held until it is stored. */
const END_BYTES = 2 * 1024 ** 2;

export interface SpoolParts {
  readonly history: History;
  readonly journal: Journal;
  /** Whether the database is known to be away, or not yet ready for fixes, so that there is no point in asking it. */
  readonly away: () => boolean;
  readonly log: Log;
  readonly clock: Clock;
}

export interface SpoolTotals {
  /** Fixes that went to the journal. */
  readonly spooled: number;
  /** Fixes that came back from it and are stored. */
  readonly replayed: number;
}

/**
 *     direct ──away──▶ spooling ──little is left──▶ ending ──stored──▶ direct
 *        └── found what ──▶ ▲                          └── away ──▶ spooling
 *            an ended server left
 */
type Phase = 'direct' | 'spooling' | 'ending';
type Outcome = 'stored' | 'away';

/**
 * A history whose `record` goes on while the database is away: fixes are acknowledged once they are in the journal,
 * and given back in order when the database has returned.
 *
 * As long as anything waits in the journal, new fixes go behind it, so that a repeat never overtakes the first. When
 * little is left, they are held for as long as that takes, or under steady load the end would never come. Reading is reading from the database: what waits is not shown.
 */
export class SpooledHistory implements History {
  readonly #parts: SpoolParts;
  #phase: Phase = 'direct';
  #replaying = false;
  #rest: Promise<void> = Promise.resolve();
  #ended = Promise.withResolvers<void>();
  #held = 0;
  #spooled = 0;
  #replayed = 0;
  #wake: (() => void) | undefined;
  #closeBefore = Number.POSITIVE_INFINITY;

  constructor(parts: SpoolParts) {
    this.#parts = parts;
    parts.journal.onFound(() => this.#replaySoon());
    if (!parts.journal.empty) this.#replaySoon();
  }

  get totals(): SpoolTotals {
    return { spooled: this.#spooled, replayed: this.#replayed };
  }

  async record(fixes: readonly TenantFix[]): Promise<void> {
    if (fixes.length === 0) return;
    while (this.#phase === 'ending') await this.#hold(fixes.length);
    if (this.#phase === 'spooling' || this.#parts.away()) return this.#spool(fixes);
    try {
      await this.#parts.history.record(fixes);
    } catch (error) {
      if (!isUnavailable(error) || error instanceof Overloaded) throw error;
      await this.#spool(fixes);
    }
  }

  page(...asked: Parameters<History['page']>): ReturnType<History['page']> {
    return this.#parts.history.page(...asked);
  }

  stream(range: HistoryRange): ReturnType<History['stream']> {
    return this.#parts.history.stream(range);
  }

  last(...asked: Parameters<History['last']>): ReturnType<History['last']> {
    return this.#parts.history.last(...asked);
  }

  async lastOf(vehicles: readonly VehicleOfTenant[]): Promise<TenantFix[]> {
    // Accepting a fix may wait for this; a silent network would take seconds to be found silent each time.
    if (this.#parts.away()) throw new WaycastError('unavailable', AWAY, { retryAfterMs: RETRY_AFTER_MS });
    return this.#parts.history.lastOf(vehicles);
  }

  lastOfAll(tenant?: string): AsyncIterable<TenantFix[]> {
    return this.#parts.history.lastOfAll(tenant);
  }

  onStored(listener: StoredListener): () => void {
    return this.#parts.history.onStored(listener);
  }

  ping(): Promise<void> {
    return this.#parts.history.ping();
  }

  /** Gives back what it can within a few seconds. */
  async close(): Promise<void> {
    const { journal, log, clock } = this.#parts;
    this.#closeBefore = clock.now() + CLOSE_WITHIN_MS;
    this.#wake?.();
    await this.#rest;
    if (!journal.empty)
      log.warn(
        { bytes: journal.bytes },
        'Fixes wait in the spool for the database; the next start stores them',
      );
  }

  async #spool(fixes: readonly TenantFix[]): Promise<void> {
    const { journal } = this.#parts;
    const appended = journal.append(fixes);
    this.#replaySoon();
    await appended;
    this.#spooled += fixes.length;
  }

  async #hold(count: number): Promise<void> {
    if (this.#held + count > MAX_HELD_FIXES) {
      const message = `The database is behind: ${this.#held} fixes wait, at most ${MAX_HELD_FIXES} may. Try again later.`;
      throw new Overloaded(message, RETRY_AFTER_MS);
    }
    this.#held += count;
    await this.#ended.promise;
    this.#held -= count;
  }

  #replaySoon(): void {
    if (this.#phase === 'direct') this.#phase = 'spooling';
    if (this.#replaying) return;
    this.#replaying = true;
    this.#rest = this.#replay();
  }

  async #replay(): Promise<void> {
    const { journal, log } = this.#parts;
    const before = this.#replayed;
    let last: Outcome | undefined;
    while (!journal.empty && !this.#mustStop(last)) {
      const wasAway = last === 'away';
      last = await this.#giveBack(last);
      if (last === 'stored') continue;
      if (!wasAway) log.warn({}, 'The database is away: fixes go to the spool on disk until it is back');
      if (!this.#closing) await this.#pause();
    }
    // Nothing may come between the question and this, or it would wait for nobody.
    this.#replaying = false;
    this.#turn(journal.empty ? 'direct' : 'spooling');
    if (journal.empty && this.#replayed > before)
      log.info({ fixes: this.#replayed - before }, 'Fixes that waited in the spool are stored');
  }

  get #closing(): boolean {
    return this.#closeBefore < Number.POSITIVE_INFINITY;
  }

  #mustStop(last: Outcome | undefined): boolean {
    return this.#closing && (last === 'away' || this.#parts.clock.now() >= this.#closeBefore);
  }

  /** Stores the oldest. */
  async #giveBack(last: Outcome | undefined): Promise<Outcome> {
    const { journal, away, log } = this.#parts;
    if (away()) {
      this.#turn('spooling');
      return 'away';
    }
    const entries = await journal.oldest(REPLAY_FIXES);
    // Not before a first success: nobody shall be held while a silent network is waited for.
    if (last === 'stored' && journal.backlog <= END_BYTES) this.#turn('ending');
    try {
      await this.#store(entries);
    } catch (error) {
      this.#turn('spooling');
      if (!isUnavailable(error))
        log.error({ err: error }, 'Could not store fixes from the spool; trying again');
      return 'away';
    }
    this.#replayed += entries.reduce((sum, entry) => sum + entry.length, 0);
    await journal.forget();
    return 'stored';
  }

  /** History groups the entries into commits, and finds those that it cannot hold. */
  async #store(entries: readonly JournalEntry[]): Promise<void> {
    const outcomes = await Promise.allSettled(entries.map((entry) => this.#parts.history.record(entry)));
    for (const [index, outcome] of outcomes.entries()) {
      if (outcome.status === 'fulfilled') continue;
      const entry = entries[index] ?? [];
      if (!isRefused(outcome.reason)) throw outcome.reason;
      if (entry.length > 1) await this.#store(entry.map((fix) => [fix]));
      else this.#drop(entry, outcome.reason);
    }
  }

  #drop([item]: JournalEntry, error: unknown): void {
    this.#parts.log.error(
      { err: error, tenant: item?.tenant, fix: item?.fix },
      'The database refuses a fix that was acknowledged while it was away; it is not stored',
    );
  }

  #turn(phase: Phase): void {
    if (this.#phase === 'ending' && phase !== 'ending') {
      this.#ended.resolve();
      this.#ended = Promise.withResolvers();
    }
    this.#phase = phase;
  }

  async #pause(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const cancel = this.#parts.clock.after(RETRY_MS, resolve);
    this.#wake = resolve;
    await promise;
    cancel();
    this.#wake = undefined;
  }
}

/** Whether history says that the fixes themselves are at fault. */
function isRefused(error: unknown): boolean {
  return error instanceof WaycastError && error.code === 'invalid';
}
