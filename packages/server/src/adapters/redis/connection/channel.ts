import type { SubscribeKind } from './link.ts';
import type { Subscriber, Subscription } from './subscriber.ts';

/** Gets messages as bytes or as text. */
export type Listener =
  | { readonly as: 'text'; readonly hear: (message: string, channel: string) => void }
  | { readonly as: 'bytes'; readonly hear: (message: Buffer, channel: string) => void };

/** What is to be counted. */
export interface Tally {
  received(): void;
  /** A listener threw. */
  failed(error: unknown, channel: string): void;
}

/** One channel or pattern with everybody who listens to it, and the connection that holds it. */
export class Channel implements Subscription {
  readonly kind: SubscribeKind;
  readonly name: string;
  readonly listeners = new Set<Listener>();
  readonly listener: (message: Buffer, channel: string) => void;
  /** Where it is subscribed, or being subscribed. */
  holder: Subscriber | undefined;
  confirmed = false;
  /** Whether somebody was told that it is subscribed, so that a break has to be told too. */
  promised = false;
  /** Since when it is not confirmed, in ms of `performance.now()`. */
  openSince = performance.now();
  readonly #waiting = new Set<() => void>();

  constructor(kind: SubscribeKind, name: string, tally: Tally) {
    this.kind = kind;
    this.name = name;
    this.listener = (message, channel) => this.#deliver(message, channel, tally);
  }

  /** Whether messages arrive, as far as is known. */
  get isHeld(): boolean {
    return this.confirmed && this.holder !== undefined && !this.holder.link.isLost;
  }

  confirm(): void {
    this.confirmed = true;
    this.release();
  }

  open(): void {
    if (this.confirmed) this.openSince = performance.now();
    this.confirmed = false;
  }

  /** Resolves when it is confirmed or `release` is called. */
  settled(): Promise<void> {
    if (this.isHeld) return Promise.resolve();
    return new Promise((resolve) => this.#waiting.add(resolve));
  }

  release(): void {
    for (const resolve of this.#waiting) resolve();
    this.#waiting.clear();
  }

  #deliver(message: Buffer, from: string, tally: Tally): void {
    tally.received();
    let text: string | undefined;
    for (const listener of this.listeners) {
      try {
        if (listener.as === 'bytes') listener.hear(message, from);
        else {
          text ??= message.toString();
          listener.hear(text, from);
        }
      } catch (error) {
        // It would end the connection: the client takes it for a broken reply.
        tally.failed(error, from);
      }
    }
  }
}
