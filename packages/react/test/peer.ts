import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import type { WebSocket } from 'ws';

/** Required, not imported: in a test environment with a DOM, imports of `ws` get its version for browsers. */
const ws: typeof import('ws') = createRequire(import.meta.url)('ws');
const { WebSocketServer } = ws;

/** What Node clients use for a WebSocket. */
export const NodeWebSocket = ws.WebSocket;

type Message = { readonly type: string; readonly id: number } & Readonly<Record<string, unknown>>;

/** A server that speaks as much of the contract as the hooks need. Ends with the test. */
export class Peer {
  readonly received: Message[] = [];
  readonly sockets = new Set<WebSocket>();
  /** Connections ever made. */
  connections = 0;
  answer: (message: Message) => object = () => ({ ok: true });
  readonly #server: InstanceType<typeof WebSocketServer>;
  #changed: () => void = () => undefined;

  private constructor(server: InstanceType<typeof WebSocketServer>) {
    this.#server = server;
    server.on('connection', (socket) => this.#accept(socket));
  }

  static async start(answer: Peer['answer'] = () => ({ ok: true })): Promise<Peer> {
    const server = new WebSocketServer({ port: 0, host: '127.0.0.1', path: '/ws' });
    await new Promise((resolve) => server.once('listening', resolve));
    const peer = new Peer(server);
    peer.answer = answer;
    onTestFinished(() => peer.close());
    return peer;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  send(frame: object): void {
    for (const socket of this.sockets) socket.send(JSON.stringify(frame));
  }

  count(type: string): number {
    return this.received.filter((message) => message.type === type).length;
  }

  /** Resolves once this holds; looked at after every message and connection. */
  async until(holds: () => boolean): Promise<void> {
    while (!holds()) {
      await new Promise<void>((resolve) => {
        this.#changed = resolve;
      });
    }
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.terminate();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #accept(socket: WebSocket): void {
    this.connections += 1;
    this.sockets.add(socket);
    socket.on('close', () => {
      this.sockets.delete(socket);
      this.#changed();
    });
    socket.on('message', (data) => {
      const message = JSON.parse(String(data)) as Message;
      this.received.push(message);
      socket.send(JSON.stringify({ ...this.answer(message), type: 'ack', id: message.id }));
      this.#changed();
    });
  }
}
