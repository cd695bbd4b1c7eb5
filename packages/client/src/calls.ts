import { WaycastError } from '@waycast/contract/errors';
import type { Frame } from './frame.ts';
import { toWaycastError } from './wire-error.ts';

/** Calls that may wait for a connection, and that may wait for an answer. */
const WAITING_MAX = 256;
const UNANSWERED_MAX = 4096;

interface PendingCall {
  readonly frame: Frame;
  sent: boolean;
  readonly timer: ReturnType<typeof setTimeout>;
  readonly resolve: (ack: Frame) => void;
  readonly reject: (error: WaycastError) => void;
}

/** Commands under way: those that wait for the link, and those that wait for their ack. */
export class Calls {
  readonly #pending = new Map<number, PendingCall>();
  readonly #timeoutMs: number;
  #lastId = 0;
  #waiting = 0;

  constructor(timeoutMs: number) {
    this.#timeoutMs = timeoutMs;
  }

  /** Sends a command, or lets it wait for `flush` when there is no `send` now. */
  call(type: string, input: object | undefined, send: ((frame: Frame) => void) | undefined): Promise<Frame> {
    const full = this.#refusal(send === undefined);
    if (full !== undefined) return Promise.reject(full);
    const id = ++this.#lastId;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => this.#take(id)?.reject(this.#timeout(type)), this.#timeoutMs);
      const frame = { ...input, type, id };
      this.#pending.set(id, { frame, sent: send !== undefined, timer, resolve, reject });
      if (send === undefined) this.#waiting += 1;
      else send(frame);
    });
  }

  /** An ack came. */
  settle(ack: Frame): void {
    const call = typeof ack['id'] === 'number' ? this.#take(ack['id']) : undefined;
    if (ack['ok'] === true) call?.resolve(ack);
    else call?.reject(toWaycastError(ack['error']));
  }

  /** The link is there: sends what waited, in order. */
  flush(send: (frame: Frame) => void): void {
    for (const call of this.#pending.values()) {
      if (call.sent) continue;
      call.sent = true;
      this.#waiting -= 1;
      send(call.frame);
    }
  }

  /** The link is gone: what was sent will get no answer, and may or may not have been carried out. */
  lost(reason: WaycastError | null): void {
    this.#rejectAll((call) => call.sent, reason, 'The connection was lost before the answer; it may have been carried out');
  }

  /** No link will come: what waits is rejected as well. */
  abandon(reason: WaycastError | null): void {
    this.#rejectAll(() => true, reason, 'The connection is closed');
  }

  #rejectAll(which: (call: PendingCall) => boolean, reason: WaycastError | null, what: string): void {
    const message = reason === null ? `${what}.` : `${what}: ${reason.message}`;
    for (const [id, call] of this.#pending) {
      if (which(call)) this.#take(id)?.reject(new WaycastError('unavailable', message, { cause: reason ?? undefined }));
    }
  }

  #take(id: number): PendingCall | undefined {
    const call = this.#pending.get(id);
    if (call === undefined) return undefined;
    this.#pending.delete(id);
    clearTimeout(call.timer);
    if (!call.sent) this.#waiting -= 1;
    return call;
  }

  #refusal(waits: boolean): WaycastError | undefined {
    if (waits && this.#waiting >= WAITING_MAX) {
      return new WaycastError('unavailable', `No connection, and ${WAITING_MAX} calls wait for one already. Try later.`);
    }
    if (this.#pending.size >= UNANSWERED_MAX) {
      return new WaycastError('rate_limited', `${UNANSWERED_MAX} calls have no answer yet. Wait for some of them.`);
    }
    return undefined;
  }

  #timeout(type: string): WaycastError {
    return new WaycastError('timeout', `No answer to ${type} within ${this.#timeoutMs} ms; it may have been carried out.`);
  }
}
