import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';
import { Batch } from '../../kernel/batch.ts';
import type { FrameFormat } from '../../kernel/frames.ts';
import type { Clock } from '../../ports/clock.ts';
import { closingError, destroyAfterGrace } from '../closing.ts';
import { isFull } from '../full.ts';
import type { BoundedSink } from '../inbox.ts';
import { textFrame } from '../websocket-frame.ts';
import { websocketFormat } from './frame-format.ts';

/** Bytes that may wait for a client that does not read; beyond it, it is closed. */
const MAX_BUFFERED_BYTES = 1024 * 1024;

/** Who is told that the connection takes more again. */
interface Drained {
  drained(): void;
}

/**
 * Writes finished frames straight to the connection below the WebSocket. That is sound because `ws` hands over whole
 * frames too, and at once: without permessage-deflate it keeps nothing back.
 */
export class WebSocketSink implements BoundedSink {
  readonly format: FrameFormat = websocketFormat;
  readonly #ws: WebSocket;
  readonly #socket: Duplex;
  readonly #clock: Clock;
  readonly #client: Drained;
  #watching = false;

  constructor(ws: WebSocket, socket: Duplex, clock: Clock, client: Drained) {
    this.#ws = ws;
    this.#socket = socket;
    this.#clock = clock;
    this.#client = client;
  }

  write(batch: Batch): void {
    if (this.#ws.readyState !== this.#ws.OPEN || !this.#socket.writable) return;
    if (this.#socket.write(batch.joined()) || this.#watching || !isFull(this.#socket)) return;
    this.#watch();
  }

  congested(): boolean {
    return this.#watching && isFull(this.#socket);
  }

  overfull(): boolean {
    return this.#socket.writableLength > MAX_BUFFERED_BYTES;
  }

  /** The event `error` says why, then the close code does. */
  close(closeCode: number, reason: string): void {
    this.write(Batch.of(textFrame(JSON.stringify({ type: 'error', ...closingError(reason) }))));
    this.#ws.close(closeCode, reason);
    destroyAfterGrace(this.#clock, this.#socket);
  }

  /** A listener stays only for as long as it lasts: few connections are ever congested. */
  #watch(): void {
    this.#watching = true;
    this.#socket.once('drain', () => {
      this.#watching = false;
      this.#client.drained();
    });
  }
}
