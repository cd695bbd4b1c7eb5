import WebSocket from 'ws';

/** A connection without any client library's help: what is sent and received is what was recorded. */
export interface Wire {
  send(message: unknown): void;
  /** The next message of the server, waiting for it. Acks and events, in the order in which they came. */
  next(): Promise<unknown>;
  /** The WebSocket close code; 0 for the end of a stream. */
  readonly closed: Promise<number>;
  close(): void;
}

interface Target {
  readonly port: number;
  readonly token: string;
  readonly topics: string;
}

export function openWire(transport: 'websocket' | 'socketio' | 'sse', target: Target): Promise<Wire> {
  switch (transport) {
    case 'websocket':
      return openSocket(`ws://127.0.0.1:${target.port}/ws`, JSON.parse, JSON.stringify);
    case 'socketio':
      return openSocket(
        `ws://127.0.0.1:${target.port}/socket.io/?EIO=4&transport=websocket`,
        readPacket,
        writePacket,
      );
    case 'sse':
      return openSse(target);
  }
}

/** Messages that have come and those who wait for one. */
class Inflow {
  readonly #messages: unknown[] = [];
  readonly #waiting: ((message: unknown) => void)[] = [];

  push(message: unknown): void {
    const waiting = this.#waiting.shift();
    if (waiting === undefined) this.#messages.push(message);
    else waiting(message);
  }

  next(): Promise<unknown> {
    const { promise, resolve } = Promise.withResolvers<unknown>();
    if (this.#messages.length > 0) resolve(this.#messages.shift());
    else this.#waiting.push(resolve);
    return promise;
  }
}

async function openSocket(
  url: string,
  read: (text: string) => unknown,
  write: (message: unknown) => string,
): Promise<Wire> {
  const ws = new WebSocket(url);
  const inflow = new Inflow();
  const closed = Promise.withResolvers<number>();
  ws.on('message', (data) => inflow.push(read(String(data))));
  ws.on('close', closed.resolve);
  await new Promise((resolve, reject) => ws.once('open', resolve).once('error', reject));
  return {
    send: (message) => ws.send(write(message)),
    next: () => inflow.next(),
    closed: closed.promise,
    close: () => ws.terminate(),
  };
}

/** `42/transport,0["event"]` as its head and its JSON. */
function readPacket(text: string): unknown {
  const [, head = '', json = ''] = /^(\d+(?:\/[a-z]+,)?\d*)(.*)$/s.exec(text) ?? [];
  return [head, JSON.parse(json)];
}

function writePacket(message: unknown): string {
  if (!Array.isArray(message)) throw new Error('a Socket.IO packet is recorded as its head and its JSON');
  return `${message[0]}${JSON.stringify(message[1])}`;
}

async function openSse({ port, token, topics }: Target): Promise<Wire> {
  const abort = new AbortController();
  const response = await fetch(`http://127.0.0.1:${port}/api/stream?topics=${topics}&token=${token}`, {
    signal: abort.signal,
  });
  const inflow = new Inflow();
  const closed = Promise.withResolvers<number>();
  void readBlocks(response, inflow).then(() => closed.resolve(0), closed.reject);
  const send = (): never => {
    throw new Error('a stream takes no messages');
  };
  return { send, next: () => inflow.next(), closed: closed.promise, close: () => abort.abort() };
}

async function readBlocks(response: Response, inflow: Inflow): Promise<void> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of response.body ?? []) {
    const blocks = (rest + decoder.decode(chunk, { stream: true })).split('\n\n');
    rest = blocks.pop() ?? '';
    for (const block of blocks) inflow.push(Object.fromEntries(block.split('\n').map(readField)));
  }
}

function readField(line: string): [string, unknown] {
  const colon = line.indexOf(': ');
  const [field, value] = [line.slice(0, colon), line.slice(colon + 2)];
  return [field, field === 'data' || field === 'retry' ? JSON.parse(value) : value];
}
