import { Problem, readProblem, toProblem } from './problem.ts';
import { type Fields, isRecord } from './reading.ts';

const FIRST_DELAY_MS = 500;
const LONGEST_DELAY_MS = 30_000;
const ACK_WITHIN_MS = 15_000;
/** Browsers do not tell of a connection that died in a tunnel: it is asked after. */
const PROBE_EVERY_MS = 25_000;
/** Close code for a token that is no good. */
const UNAUTHENTICATED = 4401;

export interface ConnectionParts {
  /** `ws:` or `wss:` address. */
  readonly url: string;
  readonly token: () => Promise<string>;
  /** The token is no longer good: the next one is to be another. */
  readonly onExpired: () => void;
  /** Connected: follows what is to be followed. Whatever it rejects with ends the connection, and it is tried again. */
  readonly onOpen: () => Promise<void>;
  readonly onEvent: (type: string, fields: Fields) => void;
  readonly onChanged: () => void;
}

interface Waiting {
  readonly resolve: (ack: Fields) => void;
  readonly reject: (problem: Problem) => void;
  readonly timer: ReturnType<typeof setTimeout>;
}

/** A raw WebSocket that comes back by itself, with commands that are answered. */
export class Connection {
  readonly #parts: ConnectionParts;
  readonly #waiting = new Map<number, Waiting>();
  #socket: WebSocket | undefined;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #probe: ReturnType<typeof setInterval> | undefined;
  #attempts = 0;
  #lastId = 0;
  #isOpen = false;
  #isStopped = true;

  constructor(parts: ConnectionParts) {
    this.#parts = parts;
  }

  /** Whether what is followed is up to date. */
  get isOpen(): boolean {
    return this.#isOpen;
  }

  start(): void {
    this.#isStopped = false;
    window.addEventListener('online', this.#hurry);
    document.addEventListener('visibilitychange', this.#hurry);
    void this.#connect();
  }

  stop(): void {
    this.#isStopped = true;
    window.removeEventListener('online', this.#hurry);
    document.removeEventListener('visibilitychange', this.#hurry);
    clearTimeout(this.#retry);
    this.#socket?.close();
    this.#lost();
  }

  /** Sends a command; resolves to its ack, rejects with Problem. */
  command(type: string, fields: Fields): Promise<Fields> {
    const socket = this.#socket;
    if (socket?.readyState !== WebSocket.OPEN)
      return Promise.reject(new Problem('unavailable', 'no connection'));
    this.#lastId += 1;
    const id = this.#lastId;
    socket.send(JSON.stringify({ ...fields, type, id }));
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#waiting.delete(id);
        socket.close();
        reject(new Problem('unavailable', 'the server did not answer'));
      }, ACK_WITHIN_MS);
      this.#waiting.set(id, { resolve, reject, timer });
    });
  }

  /** Goes on with the token that there is now. */
  renew(): void {
    void this.#parts
      .token()
      .then((token) => this.command('authenticate', { token }))
      .catch(() => {
        // The server ends the connection with the token; the next one asks for another.
      });
  }

  /** Connects anew, with all that is followed. */
  again(): void {
    this.#socket?.close();
  }

  readonly #hurry = (): void => {
    if (document.visibilityState === 'hidden' || this.#isStopped) return;
    if (this.#isOpen) return this.#ask();
    if (this.#retry === undefined) return;
    clearTimeout(this.#retry);
    void this.#connect();
  };

  async #connect(): Promise<void> {
    this.#retry = undefined;
    try {
      const token = await this.#parts.token();
      if (this.#isStopped) return;
      // In the first message, for addresses end up in logs.
      const socket = new WebSocket(this.#parts.url);
      this.#socket = socket;
      socket.onmessage = ({ data }) => this.#take(data);
      socket.onclose = ({ code }) => this.#closed(socket, code);
      socket.onopen = () => void this.#enter(socket, token);
    } catch (error) {
      this.#later(toProblem(error).retryAfterMs);
    }
  }

  async #enter(socket: WebSocket, token: string): Promise<void> {
    try {
      await this.command('authenticate', { token });
      await this.#parts.onOpen();
      if (this.#socket !== socket) return;
      this.#attempts = 0;
      this.#isOpen = true;
      this.#probe = setInterval(() => this.#ask(), PROBE_EVERY_MS);
      this.#parts.onChanged();
    } catch (error) {
      if (toProblem(error).code === 'unauthenticated') this.#parts.onExpired();
      socket.close();
    }
  }

  #ask(): void {
    this.command('heartbeat', {}).catch(() => {
      // A connection without an answer was closed with it.
    });
  }

  #closed(socket: WebSocket, code: number): void {
    if (this.#socket !== socket) return;
    if (code === UNAUTHENTICATED) this.#parts.onExpired();
    this.#lost();
    this.#later();
  }

  #lost(): void {
    this.#socket = undefined;
    this.#isOpen = false;
    clearInterval(this.#probe);
    for (const { reject, timer } of this.#waiting.values()) {
      clearTimeout(timer);
      reject(new Problem('unavailable', 'the connection was lost'));
    }
    this.#waiting.clear();
    this.#parts.onChanged();
  }

  /** Many pages lose a server at once, and are not to come back at once. */
  #later(atLeastMs = 0): void {
    if (this.#isStopped) return;
    const backOffMs = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** this.#attempts);
    this.#attempts += 1;
    const delayMs = Math.max(atLeastMs, backOffMs * (0.5 + Math.random() / 2));
    this.#retry = setTimeout(() => void this.#connect(), delayMs);
  }

  #take(data: unknown): void {
    let message: unknown;
    try {
      message = JSON.parse(String(data));
    } catch {
      return;
    }
    if (!isRecord(message) || typeof message['type'] !== 'string') return;
    if (message['type'] === 'ack') return this.#settle(message);
    if (message['type'] === 'token:expiring') {
      this.#parts.onExpired();
      this.renew();
    }
    this.#parts.onEvent(message['type'], message);
  }

  #settle(ack: Fields): void {
    const id = Number(ack['id']);
    const waiting = this.#waiting.get(id);
    if (waiting === undefined) return;
    this.#waiting.delete(id);
    clearTimeout(waiting.timer);
    if (ack['ok'] === true) waiting.resolve(ack);
    else waiting.reject(readProblem(ack['error']));
  }
}
