import { createHash, randomBytes } from 'node:crypto';
import { connect, type Socket } from 'node:net';

/**
 * A lean Socket.IO client over WebSocket: it speaks the handshake, answers pings, and otherwise counts text frames
 * by their headers without decoding them, so that a thousand of them cost less than the server they load.
 */
export class SocketIoSocket {
  /** Event frames received (`42…`). */
  events = 0;
  onAck: ((id: number) => void) | undefined;
  onEvent: (() => void) | undefined;
  readonly #socket: Socket;
  #buffered: Buffer = Buffer.alloc(0);
  #open: (() => void) | undefined;
  #upgraded = false;
  readonly #token: string;

  private constructor(url: URL, token: string) {
    this.#token = token;
    this.#socket = connect(Number(url.port), url.hostname);
    this.#socket.setNoDelay(true);
    const key = randomBytes(16).toString('base64');
    const accept = createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64');
    this.#socket.write(
      `GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: ${url.host}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: ${key}\r\nSec-WebSocket-Version: 13\r\n\r\n`,
    );
    this.#socket.on('data', (chunk) => this.#read(chunk, accept));
  }

  /** Resolves once the namespace `/` is joined. */
  static async open(url: string, token: string): Promise<SocketIoSocket> {
    const socket = new SocketIoSocket(new URL(url), token);
    await new Promise<void>((resolve, reject) => {
      socket.#open = resolve;
      socket.#socket.once('error', reject);
      socket.#socket.once('close', () => reject(new Error('the server closed the connection')));
    });
    return socket;
  }

  /** Sends an event with one argument; `id` comes back with its ack. */
  emit(id: number, event: string, argument: unknown): void {
    this.#send(`42${id}${JSON.stringify([event, argument])}`);
  }

  close(): void {
    this.#socket.destroy();
  }

  #read(chunk: Buffer, accept: string): void {
    this.#buffered = this.#buffered.length === 0 ? chunk : Buffer.concat([this.#buffered, chunk]);
    if (!this.#upgraded && !this.#finishUpgrade(accept)) return;
    let at = 0;
    for (;;) {
      const frame = frameAt(this.#buffered, at);
      if (frame === undefined) break;
      if (frame.opcode === 1) this.#packet(frame.start, frame.end);
      at = frame.end;
    }
    this.#buffered = this.#buffered.subarray(at);
  }

  #finishUpgrade(accept: string): boolean {
    const end = this.#buffered.indexOf('\r\n\r\n');
    if (end === -1) return false;
    const head = this.#buffered.subarray(0, end).toString();
    if (!head.startsWith('HTTP/1.1 101') || !head.includes(accept))
      throw new Error(`no upgrade: ${head.slice(0, 200)}`);
    this.#upgraded = true;
    this.#buffered = this.#buffered.subarray(end + 4);
    return true;
  }

  /** Tells packets apart by their first two bytes: `0` open, `2` ping, `40` connected, `42` event, `43` ack. */
  #packet(start: number, end: number): void {
    const [first, second] = [this.#buffered[start], this.#buffered[start + 1]];
    if (first === 0x30) this.#send(`40${JSON.stringify({ token: this.#token })}`);
    else if (first === 0x32) this.#send('3');
    else if (first !== 0x34) return;
    else if (second === 0x32) {
      this.events += 1;
      this.onEvent?.();
    } else if (second === 0x30) this.#open?.();
    else if (second === 0x33) this.#acknowledged(this.#buffered.subarray(start + 2, end).toString());
    else throw new Error(`refused: ${this.#buffered.subarray(start, end).toString()}`);
  }

  #acknowledged(text: string): void {
    const bracket = text.indexOf('[');
    if (!text.includes('"ok":true')) throw new Error(`refused: ${text}`);
    this.onAck?.(Number(text.slice(0, bracket)));
  }

  #send(text: string): void {
    const payload = Buffer.from(text);
    const header =
      payload.length < 126
        ? Buffer.from([0x81, 0x80 | payload.length])
        : Buffer.from([0x81, 0xfe, payload.length >> 8, payload.length & 255]);
    // A mask of zeros is a valid mask and leaves the payload as it is.
    this.#socket.write(Buffer.concat([header, Buffer.alloc(4), payload]));
  }
}

function frameAt(buffer: Buffer, at: number): { opcode: number; start: number; end: number } | undefined {
  if (buffer.length < at + 2) return undefined;
  const opcode = (buffer[at] ?? 0) & 15;
  const short = (buffer[at + 1] ?? 0) & 127;
  const header = short < 126 ? 2 : short === 126 ? 4 : 10;
  if (buffer.length < at + header) return undefined;
  const length =
    short < 126
      ? short
      : short === 126
        ? buffer.readUInt16BE(at + 2)
        : Number(buffer.readBigUInt64BE(at + 2));
  const start = at + header;
  return buffer.length < start + length ? undefined : { opcode, start, end: start + length };
}
