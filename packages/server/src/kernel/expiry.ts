import type { Clock } from '../ports/clock.ts';

/** How long before a token expires its session is told. */
export const EXPIRY_NOTICE_MS = 60_000;
/** Those that are told within the same span wait together, without a timer of their own. */
const SPAN_MS = 60_000;
/** The longest delay a timer takes (2^31 − 1 ms); longer ones are waited for in steps. */
const MAX_DELAY_MS = 2_147_483_647;

/** What ends by itself. */
export interface Expiring {
  /** Epoch ms; must stay the same while it is watched. */
  readonly expiresAt: number;
}

/**
 * Calls `notify` a minute before something expires (at once when it is nearer) and `expire` when it does. A timer for
 * each would be the largest part of what an idle session costs, so only those that are due soon have one.
 */
export class Expiries<Item extends Expiring> {
  readonly #clock: Clock;
  readonly #notify: (item: Item) => void;
  readonly #expire: (item: Item) => void;
  /** Those with time left, by the number of the span in which they are told. */
  readonly #far = new Map<number, Set<Item>>();
  /** The cancels of those that are due soon. */
  readonly #near = new Map<Item, () => void>();
  #wake: { readonly span: number; readonly cancel: () => void } | undefined;

  constructor(clock: Clock, notify: (item: Item) => void, expire: (item: Item) => void) {
    this.#clock = clock;
    this.#notify = notify;
    this.#expire = expire;
  }

  watch(item: Item): void {
    const span = spanOf(item);
    if (span * SPAN_MS <= this.#clock.now()) return this.#approach(item);
    const together = this.#far.get(span) ?? new Set();
    this.#far.set(span, together.add(item));
    if (this.#wake === undefined || span < this.#wake.span) this.#wakeAt(span);
  }

  forget(item: Item): void {
    this.#near.get(item)?.();
    this.#near.delete(item);
    const span = spanOf(item);
    const together = this.#far.get(span);
    if (!together?.delete(item) || together.size > 0) return;
    this.#far.delete(span);
    if (this.#wake?.span === span) this.#wakeNext();
  }

  #approach(item: Item): void {
    this.#at(item, item.expiresAt - EXPIRY_NOTICE_MS, () => {
      this.#at(item, item.expiresAt, () => {
        this.#near.delete(item);
        this.#expire(item);
      });
      this.#notify(item);
    });
  }

  #at(item: Item, moment: number, run: () => void): void {
    this.#near.set(item, this.#clock.after(Math.max(0, moment - this.#clock.now()), run));
  }

  #wakeNext(): void {
    const spans = [...this.#far.keys()];
    if (spans.length > 0) return this.#wakeAt(spans.reduce((one, other) => Math.min(one, other)));
    this.#wake?.cancel();
    this.#wake = undefined;
  }

  #wakeAt(span: number): void {
    this.#wake?.cancel();
    const delayMs = Math.min(span * SPAN_MS - this.#clock.now(), MAX_DELAY_MS);
    this.#wake = { span, cancel: this.#clock.after(Math.max(0, delayMs), () => this.#look()) };
  }

  #look(): void {
    const now = this.#clock.now();
    for (const [span, together] of this.#far) {
      if (span * SPAN_MS > now) continue;
      this.#far.delete(span);
      for (const item of together) this.#approach(item);
    }
    this.#wakeNext();
  }
}

function spanOf({ expiresAt }: Expiring): number {
  return Math.floor((expiresAt - EXPIRY_NOTICE_MS) / SPAN_MS);
}
