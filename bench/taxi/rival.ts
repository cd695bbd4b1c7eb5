import { connect, type Socket } from 'node:net';
import { WebSocket } from 'ws';

/** One driver with a connection of its own, who waits for one answer at a time. */
export interface Rival {
  readonly driverId: string;
  /** Resolves to whether the order is this driver's; rejects for any answer but that and a conflict. */
  accept(orderId: string): Promise<boolean>;
  close(): void;
}

interface Waiting {
  resolve(won: boolean): void;
  reject(error: Error): void;
}

const HEAD_END = '\r\n\r\n';

/** By `POST /api/orders/{id}/accept`, over a connection that is kept. */
export async function httpRival(url: string, token: string, driverId: string): Promise<Rival> {
  const { hostname, port, host } = new URL(url);
  const socket = connect({ host: hostname, port: Number(port), noDelay: true });
  let waiting: Waiting | undefined;
  let text = '';
  socket.setEncoding('latin1').on('data', (piece: string) => {
    text += piece;
    const end = text.indexOf(HEAD_END);
    const length = Number(/content-length: (\d+)/i.exec(text)?.[1] ?? Number.NaN);
    if (end < 0 || text.length < end + HEAD_END.length + length) return;
    const [answer, asked] = [text, waiting];
    text = '';
    const status = answer.slice('HTTP/1.1 '.length, 'HTTP/1.1 200'.length);
    if (status === '200' || status === '409') asked?.resolve(status === '200');
    else asked?.reject(new Error(`an acceptance was answered with ${answer}`));
  });
  await opened(socket, () => waiting);
  return {
    driverId,
    accept: (orderId) =>
      new Promise((resolve, reject) => {
        waiting = { resolve, reject };
        socket.write(
          `POST /api/orders/${orderId}/accept HTTP/1.1\r\nHost: ${host}\r\nAuthorization: Bearer ${token}\r\nContent-Length: 0${HEAD_END}`,
        );
      }),
    close: () => socket.removeAllListeners('close').destroy(),
  };
}

/** By `order:accept` over a raw WebSocket. */
export async function socketRival(url: string, token: string, driverId: string): Promise<Rival> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/ws?token=${token}`);
  let waiting: Waiting | undefined;
  socket.on('message', (data: Buffer) => {
    const text = data.toString();
    // What all drivers are told is not for this one alone.
    if (!text.startsWith('{"type":"ack"')) return;
    const { ok, error } = JSON.parse(text);
    if (ok === true || error?.code === 'conflict') waiting?.resolve(ok === true);
    else waiting?.reject(new Error(`an acceptance was answered with ${text}`));
  });
  await opened(socket, () => waiting);
  return {
    driverId,
    accept: (orderId) =>
      new Promise((resolve, reject) => {
        waiting = { resolve, reject };
        socket.send(JSON.stringify({ type: 'order:accept', id: 1, orderId }));
      }),
    close: () => socket.removeAllListeners('close').terminate(),
  };
}

function opened(socket: Socket | WebSocket, waiting: () => Waiting | undefined): Promise<void> {
  const events: NodeJS.EventEmitter = socket;
  return new Promise((resolve, reject) => {
    events.once('connect', resolve).once('open', resolve);
    const ended = (error?: unknown): void => {
      const failure = error instanceof Error ? error : new Error('the server closed a driver');
      reject(failure);
      waiting()?.reject(failure);
    };
    events.on('error', ended).on('close', ended);
  });
}
