import type { Ended, Received } from '../../../src/conformance/transport-suite.ts';

interface Waiter {
  readonly matches: (event: Received) => boolean;
  readonly resolve: (event: Received) => void;
  readonly reject: (error: Error) => void;
}

/** What a client has received, and who waits for more of it. */
export class EventLog {
  readonly received: Received[] = [];
  readonly arrivals: string[] = [];
  readonly ended: Promise<Ended>;
  readonly #waiters = new Set<Waiter>();
  readonly #settle: (ended: Ended) => void;
  #end: Ended | undefined;

  constructor() {
    const { promise, resolve } = Promise.withResolvers<Ended>();
    this.ended = promise;
    this.#settle = resolve;
  }

  get isOver(): boolean {
    return this.#end !== undefined;
  }

  add(name: string, data: unknown): void {
    const event = familiar(name, data);
    const received: Received = { event, data: isRecord(data) ? data : { value: data } };
    this.received.push(received);
    this.arrivals.push(event);
    for (const waiter of this.#waiters) {
      if (!waiter.matches(received)) continue;
      this.#waiters.delete(waiter);
      waiter.resolve(received);
    }
  }

  addAck(): void {
    this.arrivals.push('ack');
  }

  /** The code of the last event `error`: what the client was told before the end. */
  get lastError(): string | undefined {
    const code = this.received.findLast(({ event }) => event === 'error')?.data.code;
    return typeof code === 'string' ? code : undefined;
  }

  end(ended: Ended): void {
    if (this.#end !== undefined) return;
    this.#end = ended;
    this.#settle(ended);
    for (const { reject } of this.#waiters) reject(this.#overError(ended));
    this.#waiters.clear();
  }

  until(matches: (event: Received) => boolean): Promise<Received> {
    const known = this.received.find(matches);
    if (known !== undefined) return Promise.resolve(known);
    if (this.#end !== undefined) return Promise.reject(this.#overError(this.#end));
    return new Promise((resolve, reject) => this.#waiters.add({ matches, resolve, reject }));
  }

  #overError({ code }: Ended): Error {
    return new Error(`the connection ended (${code}) before the event came`);
  }
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

/** Announcements come under their own type; the suites know them as `message`. */
function familiar(name: string, data: unknown): string {
  return isRecord(data) && data.type === name ? 'message' : name;
}
