import type { AddressInfo } from 'node:net';
import { WaycastError } from '@waycast/contract/errors';
import { type WebSocket, WebSocketServer } from 'ws';
import { type Frame, parseFrame } from '../src/frame.ts';

/** Answers a command with the fields of its ack; throws a WaycastError to refuse it. */
export type Answer = (frame: Frame, socket: PeerSocket) => object;

/** One client's connection as the peer sees it. */
export class PeerSocket {
  readonly #socket: WebSocket;

  constructor(socket: WebSocket) {
    this.#socket = socket;
  }

  send(frame: object): void {
    this.#socket.send(JSON.stringify(frame));
  }

  /** Resolves when the client has answered a ping, and so has sent everything that it had to send before. */
  sync(): Promise<void> {
    return new Promise((resolve) => {
      this.#socket.once('pong', () => resolve());
      this.#socket.ping();
    });
  }

  close(code: number, reason = ''): void {
    this.#socket.close(code, reason);
  }

  /** Cuts the connection without a close frame. */
  cut(): void {
    this.#socket.terminate();
  }
}

/**
 * The other end of the wire as the contract describes it: authenticates, acks, and whatever a test lets it answer.
 * `silent` commands get no ack.
 */
export class Peer {
  readonly answers = new Map<string, Answer>();
  readonly silent = new Set<string>();
  readonly received: Frame[] = [];
  readonly sockets: PeerSocket[] = [];
  readonly #server: WebSocketServer;
  #waiters: { type: string; nth: number; resolve: (frame: Frame) => void }[] = [];

  private constructor(server: WebSocketServer) {
    this.#server = server;
    server.on('connection', (socket) => this.#accept(socket));
    this.answers.set('authenticate', () => ({ subject: 'someone', expiresAt: '2030-01-01T00:00:00.000Z' }));
    this.answers.set('track:vehicle', () => ({ location: null }));
    this.answers.set('track:fleet', () => ({ vehicles: 0 }));
    this.answers.set('subscribe', () => ({ epoch: 'e1', offset: 0, recovered: true }));
  }

  static async start(port = 0): Promise<Peer> {
    const server = new WebSocketServer({ port, host: '127.0.0.1', path: '/ws' });
    await new Promise((resolve) => server.once('listening', resolve));
    return new Peer(server);
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** The newest connection. */
  get socket(): PeerSocket {
    const last = this.sockets.at(-1);
    if (last === undefined) throw new Error('nobody connected');
    return last;
  }

  /** The nth command of this name, awaited if it has not come. */
  command(type: string, nth = 1): Promise<Frame> {
    const there = this.received.filter((frame) => frame.type === type)[nth - 1];
    if (there !== undefined) return Promise.resolve(there);
    return new Promise((resolve) => this.#waiters.push({ type, nth, resolve }));
  }

  count(type: string): number {
    return this.received.filter((frame) => frame.type === type).length;
  }

  /** Answers a command with this error from now on. */
  refuse(type: string, error: WaycastError): void {
    this.answers.set(type, () => {
      throw error;
    });
  }

  async close(): Promise<void> {
    for (const client of this.#server.clients) client.terminate();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #accept(raw: WebSocket): void {
    const socket = new PeerSocket(raw);
    this.sockets.push(socket);
    raw.on('message', (data) => {
      const frame = parseFrame(String(data));
      if (frame === undefined) return raw.close(4400, 'not a frame');
      this.received.push(frame);
      if (!this.silent.has(frame.type)) this.#answer(frame, socket);
      this.#waiters = this.#waiters.filter(({ type, nth, resolve }) => {
        if (type !== frame.type || this.count(type) < nth) return true;
        resolve(frame);
        return false;
      });
    });
  }

  #answer(frame: Frame, socket: PeerSocket): void {
    try {
      const fields = this.answers.get(frame.type)?.(frame, socket) ?? {};
      socket.send({ type: 'ack', id: frame.id, ok: true, ...fields });
    } catch (error) {
      if (!(error instanceof WaycastError)) throw error;
      socket.send({ type: 'ack', id: frame.id, ok: false, error: error.toWire('r-1') });
    }
  }
}
