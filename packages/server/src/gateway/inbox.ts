import type { WireError } from '@waycast/contract';
import { WaycastError } from '@waycast/contract';
import type { Dispatch, Reply } from '../kernel/dispatch.ts';
import { Broadcast } from '../kernel/frames.ts';
import type { Sink } from '../kernel/outbox.ts';
import type { Session } from '../kernel/session.ts';
import type { Sessions } from '../kernel/sessions.ts';

/** Commands of one session that may be under way or wait for its authentication. */
const MAX_IN_FLIGHT = 64;
/** Messages in a row that are no commands at all, after which the connection is closed. */
const MAX_GARBAGE_IN_A_ROW = 20;
/** Refusals in a row for sending too fast, after which the connection is closed. */
const MAX_REFUSALS_IN_A_ROW = 500;

/** A sink that also says when a client takes so little that not even its acks can be kept for it. */
export interface BoundedSink extends Sink {
  overfull(): boolean;
}

/** Sends the ack of one command, in the transport's form, behind what the session's outbox has gathered. */
export type SendAck = (ack: { readonly ok: boolean } & Readonly<Record<string, unknown>>) => void;

export interface InboxParts {
  readonly session: Session;
  readonly sink: BoundedSink;
  readonly sessions: Sessions;
  readonly dispatch: Dispatch;
}

/**
 * What a client sends, on its way to the kernel. Commands run side by side and are answered as they end; those that
 * come while the session authenticates wait, in order. Both are bounded.
 */
export class Inbox {
  readonly #session: Session;
  readonly #sink: BoundedSink;
  readonly #sessions: Sessions;
  readonly #dispatch: Dispatch;
  #garbage = 0;
  #refusals = 0;
  /** The authentication under way. */
  #gate: Promise<unknown> | undefined;

  constructor(parts: InboxParts) {
    this.#session = parts.session;
    this.#sink = parts.sink;
    this.#sessions = parts.sessions;
    this.#dispatch = parts.dispatch;
  }

  /** A command as the client named it. Without `ack` only failures are told, as the event `error`. */
  take(name: unknown, input: unknown, ack?: SendAck): void {
    if (this.#closed) return;
    this.#garbage = 0;
    if (this.#session.commandsUnderWay >= MAX_IN_FLIGHT) return this.#answer(this.#busy(), ack);
    const running = this.#begin(name, input);
    void running.then((reply) => {
      this.#end(running);
      this.#answer(reply, ack);
    });
  }

  /** Authenticates with the token of the handshake. What the reply releases may go out once the client is let in. */
  async authenticate(token: unknown): Promise<Reply> {
    const running = this.#begin('authenticate', { token });
    const reply = await running;
    this.#end(running);
    return reply;
  }

  /** A message that is no command: told with `ack` or as the event `error`; too many in a row end the session. */
  refuse(error: WaycastError, ack?: SendAck): void {
    if (this.#closed) return;
    this.#garbage += 1;
    this.#answer({ ok: false, error: error.toWire(this.#session.nextRequestId()) }, ack);
    if (this.#garbage >= MAX_GARBAGE_IN_A_ROW) this.#sessions.close(this.#session, 'invalid');
  }

  get #closed(): boolean {
    return this.#session.phase.name === 'closed';
  }

  #begin(name: unknown, input: unknown): Promise<Reply> {
    const session = this.#session;
    session.commandsUnderWay += 1;
    const gate = this.#gate;
    const running =
      gate === undefined
        ? this.#dispatch(session, name, input)
        : gate.then(() => this.#dispatch(session, name, input));
    if (name === 'authenticate') this.#gate = running;
    return running;
  }

  #end(running: Promise<Reply>): void {
    this.#session.commandsUnderWay -= 1;
    if (this.#gate === running) this.#gate = undefined;
  }

  /** Ack first, then what the command lets go: nothing that was sent before the ack comes after it. */
  #answer(reply: Reply, ack: SendAck | undefined): void {
    if (this.#closed) return;
    const session = this.#session;
    if (ack !== undefined) {
      ack(
        reply.ok
          ? { ok: true, requestId: reply.requestId, ...reply.fields }
          : { ok: false, error: reply.error },
      );
    } else if (!reply.ok) session.outbox.pushLog(errorEvent(reply.error));
    if (reply.ok) reply.release?.();
    this.#refusals = !reply.ok && reply.error.code === 'rate_limited' ? this.#refusals + 1 : 0;
    if (this.#refusals >= MAX_REFUSALS_IN_A_ROW) this.#sessions.close(session, 'rate_limited');
    else if (this.#sink.overfull()) this.#sessions.close(session, 'slow_consumer');
  }

  #busy(): Reply {
    const error = new WaycastError(
      'rate_limited',
      `${MAX_IN_FLIGHT} commands of this connection are under way; wait for their acks`,
      { retryAfterMs: 100 },
    );
    return { ok: false, error: error.toWire(this.#session.nextRequestId()) };
  }
}

/** An error as the event that clients get where no ack tells it. */
export function errorEvent(error: WireError): Broadcast {
  return new Broadcast({ event: 'error', data: error });
}
