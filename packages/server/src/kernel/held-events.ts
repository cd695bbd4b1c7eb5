import type { Clock } from '../ports/clock.ts';
import type { LiveEvent, LogPosition } from '../ports/live.ts';

type Numbered = Extract<LiveEvent, { kind: 'log' | 'gap' }>;

/** What is held longer, or more, goes out as it is. */
const MAX_HELD_MS = 1_000;
const MAX_HELD = 1_000;

/**
 * Holds the events of a shared log while this server's own are being appended to it again, so that followers get what
 * came between and their new place in one turn: a client that broke off in between would stand at a number which does
 * not say that it has had the others.
 */
export class HeldEvents {
  readonly #clock: Clock;
  readonly #letOut: (event: Numbered) => void;
  #until: LogPosition | 'known later' | undefined;
  #held: Numbered[] = [];
  #cancel: (() => void) | undefined;

  constructor(clock: Clock, letOut: (event: Numbered) => void) {
    this.#clock = clock;
    this.#letOut = letOut;
  }

  /** From now on events are held. */
  hold(): void {
    this.#until = 'known later';
  }

  /** The last of this server's own has this place: with its event all go out. Undefined: at once. */
  until(position: LogPosition | undefined): void {
    this.#until = position;
    if (position === undefined || this.#held.some((event) => reaches(event, position))) this.end();
  }

  take(event: Numbered): void {
    if (this.#until === undefined) return this.#letOut(event);
    this.#held.push(event);
    const done = this.#until !== 'known later' && reaches(event, this.#until);
    if (done) this.end();
    else if (this.#held.length > MAX_HELD) this.#release();
    else this.#cancel ??= this.#clock.after(MAX_HELD_MS, () => this.#release());
  }

  /** Lets everything out, and holds nothing more. */
  end(): void {
    this.#until = undefined;
    this.#release();
  }

  #release(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    const held = this.#held;
    this.#held = [];
    for (const event of held) this.#letOut(event);
  }
}

function reaches({ epoch, offset }: LogPosition, position: LogPosition): boolean {
  return epoch !== position.epoch || offset >= position.offset;
}
