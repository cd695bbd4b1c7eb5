import { ERRORS, errorOfCloseCode, type WireError } from '@waycast/contract';
import type { Socket } from 'socket.io';
import type { Batch } from '../../kernel/batch.ts';
import type { FrameFormat } from '../../kernel/frames.ts';
import { closingError } from '../closing.ts';
import type { BoundedSink } from '../inbox.ts';
import type { EnginePath } from './engine-path.ts';

/** Who is told instead of a disconnect while the client has not been let into the namespace. */
interface Refusable {
  refuse(error: WireError): void;
}

/** One namespace of a Socket.IO client, as its session writes to it. */
export class NamespaceSink implements BoundedSink {
  readonly format: FrameFormat;
  readonly #socket: Socket;
  readonly #path: EnginePath;
  readonly #guest: Refusable;

  constructor(parts: {
    socket: Socket;
    path: EnginePath;
    format: FrameFormat;
    guest: Refusable;
  }) {
    this.format = parts.format;
    this.#socket = parts.socket;
    this.#path = parts.path;
    this.#guest = parts.guest;
  }

  write(batch: Batch): void {
    this.#path.write(batch);
  }

  congested(): boolean {
    return this.#path.congested();
  }

  overfull(): boolean {
    return this.#path.overfull();
  }

  /**
   * Socket.IO has no close codes: the event `error` says why. Then, where trying again helps, the connection is cut
   * below Socket.IO, after which the stock client reconnects by itself; otherwise the server disconnects the
   * namespace, after which it does not.
   */
  close(closeCode: number, reason: string): void {
    const error = closingError(reason);
    if (!this.#socket.connected) return this.#guest.refuse(error);
    this.#socket.emit('error', error);
    const code = errorOfCloseCode(closeCode);
    if (code !== undefined && ERRORS[code].retry) this.#path.connection.close();
    else this.#socket.disconnect();
  }
}
