import type { Batch } from '../kernel/batch.ts';
import type { Frame, FrameFormat, OutgoingEvent } from '../kernel/frames.ts';
import type { Sink } from '../kernel/outbox.ts';

/** Every event as the JSON of itself. One object, so that sockets share frames as they do in a transport. */
const PLAIN_FORMAT: FrameFormat = { name: 'plain', encode: (event) => JSON.stringify(event) };

/** A socket's far end: it keeps what was written to it, takes nothing while `full`, and can be waited for. */
export class RecordedSocket implements Sink {
  readonly format = PLAIN_FORMAT;
  readonly events: OutgoingEvent[] = [];
  /** Frames of each write. */
  readonly writes: (readonly Frame[])[] = [];
  full = false;
  closed: { readonly closeCode: number; readonly reason: string } | undefined;
  readonly #waiting = new Set<() => void>();

  write(batch: Batch): void {
    const { frames } = batch;
    this.writes.push(frames);
    for (const frame of frames) this.events.push(decoded(frame));
    this.#tell();
  }

  congested(): boolean {
    return this.full;
  }

  close(closeCode: number, reason: string): void {
    this.closed ??= { closeCode, reason };
    this.#tell();
  }

  /** Resolves once `wanted` holds of the socket, at once when it does already. */
  until(wanted: (socket: this) => boolean): Promise<void> {
    return new Promise((resolve) => {
      const check = (): void => {
        if (!wanted(this)) return;
        this.#waiting.delete(check);
        resolve();
      };
      this.#waiting.add(check);
      check();
    });
  }

  #tell(): void {
    for (const check of [...this.#waiting]) check();
  }
}

function decoded(frame: Frame): OutgoingEvent {
  if (typeof frame !== 'string') throw new Error('the plain format writes text');
  return JSON.parse(frame) as OutgoingEvent;
}
