import type { ServerResponse } from 'node:http';
import type { Batch } from '../../kernel/batch.ts';
import type { Frame, FrameFormat } from '../../kernel/frames.ts';
import type { Sink } from '../../kernel/outbox.ts';
import type { Clock } from '../../ports/clock.ts';
import type { LogPosition } from '../../ports/live.ts';
import { closingError, destroyAfterGrace } from '../closing.ts';
import { positionOf, sseFormat } from './frame-format.ts';
import { eventId } from './last-event-id.ts';

/** Writes events into the response of one stream, once it has begun. */
export class StreamSink implements Sink {
  readonly format: FrameFormat = sseFormat;
  /** The code the session was closed with, if it was before the stream began. */
  closedWith: string | undefined;
  readonly #response: ServerResponse;
  readonly #clock: Clock;
  /** What the client has of each log topic it asked for, in the order of its request. */
  readonly #standing = new Map<string, LogPosition>();

  constructor(response: ServerResponse, clock: Clock) {
    this.#response = response;
    this.#clock = clock;
  }

  /** The client has the log topic up to this position, and wants to know where it stands. */
  stand(topic: string, position: LogPosition): void {
    this.#standing.set(topic, position);
  }

  /**
   * Sends the headers and the first id. An id without data makes no event, but a client that breaks off before the
   * first event comes back with it and so misses nothing.
   */
  begin(headers: Readonly<Record<string, string>>, retryMs: number): void {
    this.#response.writeHead(200, headers);
    const id = this.#standing.size === 0 ? '' : `id: ${eventId(this.#standing.values())}\n`;
    this.#response.write(`retry: ${retryMs}\n${id}\n`);
  }

  write(batch: Batch): void {
    if (!this.#response.writable) return;
    const { frames } = batch;
    this.#response.write(frames.some((frame) => positionOf(frame)) ? this.#withEnds(frames) : batch.joined());
  }

  /** A comment, so that proxies and clients see that the stream lives. */
  ping(): void {
    if (this.#response.headersSent && this.#response.writable) this.#response.write(': ping\n\n');
  }

  congested(): boolean {
    return this.#response.writableNeedDrain;
  }

  close(_closeCode: number, reason: string): void {
    this.closedWith = reason;
    if (!this.#response.headersSent) return;
    if (this.#response.writable)
      this.#response.end(`event: error\ndata: ${JSON.stringify(closingError(reason))}\n\n`);
    const { socket } = this.#response;
    if (socket !== null) destroyAfterGrace(this.#clock, socket);
  }

  #withEnds(frames: readonly Frame[]): Uint8Array {
    const parts: Uint8Array[] = [];
    for (const frame of frames) {
      parts.push(typeof frame === 'string' ? Buffer.from(frame) : frame);
      const end = this.#endOf(frame);
      if (end !== undefined) parts.push(Buffer.from(end));
    }
    return Buffer.concat(parts);
  }

  /** The end of a log frame, with the id of the whole stream after it. */
  #endOf(frame: Frame): string | undefined {
    const at = positionOf(frame);
    if (at === undefined) return undefined;
    if (!this.#standing.has(at.topic)) return '\n';
    this.#standing.set(at.topic, at.position);
    return `id: ${eventId(this.#standing.values())}\n\n`;
  }
}
