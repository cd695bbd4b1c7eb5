import { WaycastError } from '@waycast/contract/errors';
import type { Frame } from './frame.ts';
import { toWaycastError } from './wire-error.ts';

/** Calls that may wait for a connection. */
const WAITING_MAX = 256;
/** Calls that may wait for their answer or their turn. */
const PENDING_MAX = 4096;
/** Calls on their way at a time: half of what the server takes, whose acks may be on their way too. */
const IN_FLIGHT_MAX = 32;

interface PendingCall {
  readonly frame: Frame;
  sent: boolean;
  readonly timer: ReturnType<typeof setTimeout>;
  readonly resolve: (ack: Frame) => void;
  readonly answered: () => void;
  readonly reject: (error: WaycastError) => void;
}

type Send = (frame: Frame) => void;

/** Commands under way: those that wait for the link or their turn, and those that wait for their ack. */
export class Calls {
  readonly #pending = new Map<number, PendingCall>();
  readonly #timeoutMs: number;
  /** Ids of calls not sent yet, in order; some may have ended meanwhile. */
  #unsent: number[] = [];
  #inFlight = 0;
  #lastId = 0;
  /** Absent while there is no link that takes commands. */
  #send: Send | undefined;

  constructor(timeoutMs: number) {
    this.#timeoutMs = timeoutMs;
  }

  /**
   * Sends a command as soon as there is a link and room on it. `answered` is called before what comes after the ack,
   * which may be before the promise's own listeners are.
   */
  call(type: string, input: object | undefined, answered: () => void = () => undefined): Promise<Frame> {
    const full = this.#refusal();
    if (full !== undefined) return Promise.reject(full);
    return this.#add(type, input, () => this.#sendNext(), answered);
  }

  /** Sends a command at once, whatever waits: by a link that takes no others yet, or to keep it. */
  callFirst(type: string, input: object, send: Send): Promise<Frame> {
    return this.#add(type, input, () => this.#sendCall(this.#unsent.pop(), send));
  }

  /** An ack came. */
  settle(ack: Frame): void {
    const call = typeof ack.id === 'number' ? this.#take(ack.id) : undefined;
    if (ack.ok === true) {
      call?.answered();
      call?.resolve(ack);
    } else call?.reject(toWaycastError(ack.error));
    this.#sendNext();
  }

  /** The link takes commands: sends what waited, in order. */
  open(send: Send): void {
    this.#send = send;
    this.#sendNext();
  }

  /** The link is gone: what was sent will get no answer, and may or may not have been carried out. */
  lost(reason: WaycastError | null): void {
    this.#send = undefined;
    this.#rejectAll(
      (call) => call.sent,
      reason,
      'The connection was lost before the answer; it may have been carried out',
    );
  }

  /** No link will come: what waits is rejected as well. */
  abandon(reason: WaycastError | null): void {
    this.#rejectAll(() => true, reason, 'The connection is closed');
  }

  #add(
    type: string,
    input: object | undefined,
    start: () => void,
    answered: () => void = () => undefined,
  ): Promise<Frame> {
    const id = ++this.#lastId;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => this.#expire(id, type), this.#timeoutMs);
      this.#pending.set(id, { frame: { ...input, type, id }, sent: false, timer, resolve, answered, reject });
      this.#unsent.push(id);
      start();
    });
  }

  #sendNext(): void {
    while (this.#send !== undefined && this.#inFlight < IN_FLIGHT_MAX && this.#unsent.length > 0) {
      this.#sendCall(this.#unsent.shift(), this.#send);
    }
  }

  #sendCall(id: number | undefined, send: Send): void {
    const call = id === undefined ? undefined : this.#pending.get(id);
    if (call === undefined) return;
    call.sent = true;
    this.#inFlight += 1;
    send(call.frame);
  }

  #rejectAll(which: (call: PendingCall) => boolean, reason: WaycastError | null, what: string): void {
    const message = reason === null ? `${what}.` : `${what}: ${reason.message}`;
    for (const [id, call] of this.#pending) {
      if (which(call))
        this.#take(id)?.reject(new WaycastError('unavailable', message, { cause: reason ?? undefined }));
    }
  }

  #take(id: number): PendingCall | undefined {
    const call = this.#pending.get(id);
    if (call === undefined) return undefined;
    this.#pending.delete(id);
    clearTimeout(call.timer);
    if (call.sent) this.#inFlight -= 1;
    else this.#unsent = this.#unsent.filter((unsent) => unsent !== id);
    return call;
  }

  #refusal(): WaycastError | undefined {
    if (this.#send === undefined && this.#unsent.length >= WAITING_MAX) {
      return new WaycastError(
        'unavailable',
        `No connection, and ${WAITING_MAX} calls wait for one already. Try later.`,
      );
    }
    if (this.#pending.size >= PENDING_MAX) {
      return new WaycastError(
        'rate_limited',
        `${PENDING_MAX} calls have no answer yet. Wait for some of them.`,
      );
    }
    return undefined;
  }

  #expire(id: number, type: string): void {
    const message = `No answer to ${type} within ${this.#timeoutMs} ms; it may have been carried out.`;
    this.#take(id)?.reject(new WaycastError('timeout', message));
    this.#sendNext();
  }
}
