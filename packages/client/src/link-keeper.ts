import { WaycastError } from '@waycast/contract/errors';
import { type Backoff, backoffDelayMs } from './backoff.ts';
import type { Calls } from './calls.ts';
import {
  type ConnectionEffect,
  type ConnectionEvent,
  type ConnectionState,
  next,
} from './connection-state.ts';
import type { Frame } from './frame.ts';
import { type Link, openLink } from './link.ts';
import { Listeners } from './listeners.ts';
import type { TokenSource } from './token.ts';
import type { WebSocketConstructor } from './web-socket.ts';
import { asWaycastError } from './wire-error.ts';

export interface LinkKeeperOptions {
  readonly url: string;
  readonly webSocket: WebSocketConstructor | undefined;
  readonly tokens: TokenSource;
  readonly calls: Calls;
  readonly backoff: Backoff;
  readonly connectTimeoutMs: number;
  readonly random: () => number;
  /** The link is authenticated: subscriptions are joined again. */
  readonly restore: () => void;
  /** The link is gone. */
  readonly suspend: () => void;
  readonly probe: () => void;
  /** A frame came that is not an ack. */
  readonly event: (frame: Frame) => void;
  /** Any frame came. */
  readonly heard: () => void;
}

const TIMER_MAX_MS = 2 ** 31 - 1;

/** Carries out what the connection's state machine decides: owns the socket and the one timer. */
export class LinkKeeper {
  readonly states = new Listeners<[ConnectionState]>();
  readonly #options: LinkKeeperOptions;
  #state: ConnectionState = { phase: 'idle' };
  #link: Link | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #token: string | undefined;
  /** Events that came while one was being carried out. */
  readonly #queue: ConnectionEvent[] = [];
  #busy = false;

  constructor(options: LinkKeeperOptions) {
    this.#options = options;
  }

  get state(): ConnectionState {
    return this.#state;
  }

  get open(): boolean {
    return this.#state.phase === 'open';
  }

  dispatch(event: ConnectionEvent): void {
    this.#queue.push(event);
    if (this.#busy) return;
    this.#busy = true;
    try {
      for (let queued = this.#queue.shift(); queued !== undefined; queued = this.#queue.shift())
        this.#step(queued);
    } finally {
      this.#busy = false;
    }
  }

  /** The link ended for this reason; whether for good depends on the reason and the token. */
  lose(error: WaycastError): void {
    const refused = isRefusal(error);
    if (refused && this.#token !== undefined) this.#options.tokens.refuse(this.#token);
    this.dispatch({ type: 'lost', error, fatal: refused && !this.#options.tokens.renewable });
  }

  /** Backoff with this connection's bounds and jitter. */
  delayMs(failures: number): number {
    return backoffDelayMs(failures, this.#options.random(), this.#options.backoff);
  }

  readonly #send = (frame: Frame): void => {
    this.#link?.send(frame);
  };

  #step(event: ConnectionEvent): void {
    const { backoff, connectTimeoutMs, random } = this.#options;
    const { state, effects } = next(this.#state, event, {
      now: Date.now(),
      jitter: random(),
      backoff,
      connectTimeoutMs,
      timeoutError: new WaycastError('timeout', `No connection within ${connectTimeoutMs} ms.`),
    });
    const changed = state !== this.#state;
    this.#state = state;
    for (const effect of effects) this.#carryOut(effect);
    if (changed) this.states.tell(state);
  }

  #carryOut(effect: ConnectionEffect): void {
    switch (effect.do) {
      case 'openSocket':
        return this.#open();
      case 'closeSocket':
        this.#link?.close();
        this.#link = undefined;
        return;
      case 'authenticate':
        return this.#start((link) => this.#authenticate(link));
      case 'renewToken':
        return this.#start((link) => this.#renew(link));
      case 'probe':
        return this.#options.probe();
      case 'restore':
        // What waited comes first, in the order in which it was asked for.
        this.#options.calls.open(this.#send);
        return this.#options.restore();
      case 'suspend':
        this.#options.suspend();
        return this.#options.calls.lost(effect.reason);
      case 'abandon':
        return this.#options.calls.abandon(effect.reason);
      case 'timer':
        return this.#setTimer(effect.delayMs);
      default:
        return effect satisfies never;
    }
  }

  #open(): void {
    const { url, webSocket } = this.#options;
    if (webSocket === undefined) {
      const message =
        'This runtime has no WebSocket. Pass one as the option webSocket, for instance of the package ws.';
      return this.dispatch({ type: 'lost', error: new WaycastError('invalid', message), fatal: true });
    }
    try {
      this.#link = openLink(url, webSocket, {
        opened: () => this.dispatch({ type: 'opened' }),
        frame: (frame) => this.#received(frame),
        lost: (error) => this.lose(error),
      });
    } catch (error) {
      this.lose(asWaycastError(error, `Could not open a WebSocket to ${url}`));
    }
  }

  #received(frame: Frame): void {
    this.#options.heard();
    if (frame.type === 'ack') this.#options.calls.settle(frame);
    else this.#options.event(frame);
  }

  /** Runs what takes time for the link of now; it ends by dispatching, or finds its link gone. */
  #start(run: (link: Link) => Promise<void>): void {
    if (this.#link === undefined) return;
    run(this.#link).catch((error: unknown) => {
      queueMicrotask(() => {
        throw error;
      });
    });
  }

  async #authenticate(link: Link): Promise<void> {
    const token = await this.#fetchToken(link);
    if (token === undefined) return;
    this.#token = token;
    try {
      await this.#options.calls.callFirst('authenticate', { token }, this.#send);
      if (this.#link === link) this.dispatch({ type: 'authenticated' });
    } catch (error) {
      if (this.#link === link) this.lose(asWaycastError(error, 'Could not authenticate'));
    }
  }

  /** Undefined when there is none, or no link any more. Only a refusal is final: a token server may be unreachable. */
  async #fetchToken(link: Link): Promise<string | undefined> {
    try {
      const token = await this.#options.tokens.get();
      return this.#link === link ? token : undefined;
    } catch (error) {
      const reason = asWaycastError(error, 'Could not get a token');
      if (this.#link === link) this.dispatch({ type: 'lost', error: reason, fatal: isRefusal(reason) });
      return undefined;
    }
  }

  async #renew(link: Link): Promise<void> {
    const { tokens, calls } = this.#options;
    if (!tokens.renewable) return;
    try {
      const token = await tokens.renew();
      if (this.#link !== link) return;
      this.#token = token;
      await calls.callFirst('authenticate', { token }, this.#send);
    } catch (error) {
      // The old token still holds for a moment; when it ends the server closes and the usual way in asks again.
      if (this.#link !== link) return;
      const { code, message } = asWaycastError(error, 'Could not renew the token');
      this.#options.event({ type: 'error', code, message });
    }
  }

  #setTimer(delayMs: number | null): void {
    clearTimeout(this.#timer);
    if (delayMs === null) return;
    this.#timer = setTimeout(() => this.dispatch({ type: 'timer' }), Math.min(delayMs, TIMER_MAX_MS));
  }
}

function isRefusal({ code }: WaycastError): boolean {
  return code === 'unauthenticated' || code === 'forbidden';
}
