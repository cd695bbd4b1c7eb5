import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';

/** A request as it came. */
export interface Received {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** What to answer to the n-th request, from 1 on: a status, one with headers, or nothing ever. */
export type Answering = (
  n: number,
  request: Received,
) => number | 'hang' | { readonly status: number; readonly headers: Record<string, string> };

/** An HTTP server of somebody else, on a free port of 127.0.0.1. */
export interface Receiver {
  readonly url: string;
  readonly received: readonly Received[];
  /** Resolves once so many requests have come. */
  atLeast(count: number): Promise<readonly Received[]>;
  answer(answering: Answering): void;
  close(): Promise<void>;
}

interface ReceiverOptions {
  readonly host?: string;
  readonly port?: number;
  readonly tls?: { readonly key: string; readonly cert: string };
}

export async function startReceiver(
  answering: Answering = () => 204,
  { host = '127.0.0.1', port = 0, tls }: ReceiverOptions = {},
): Promise<Receiver> {
  const received: Received[] = [];
  let answer = answering;
  const waiting = new Set<() => void>();
  const listener: RequestListener = (request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const one = { path: request.url ?? '', headers: request.headers, body: Buffer.concat(chunks) };
      received.push(one);
      for (const check of waiting) check();
      const given = answer(received.length, one);
      if (given === 'hang') return;
      const { status, headers } = typeof given === 'number' ? { status: given, headers: {} } : given;
      response.writeHead(status, headers).end();
    });
  };
  const server: Server = tls === undefined ? createServer(listener) : createTlsServer(tls, listener);
  server.listen(port, host);
  await once(server, 'listening');
  const { port: bound } = server.address() as AddressInfo;
  return {
    url: `${tls === undefined ? 'http' : 'https'}://${host}:${bound}`,
    received,
    answer: (next) => {
      answer = next;
    },
    atLeast: (count) =>
      new Promise((resolve) => {
        const check = (): void => {
          if (received.length < count) return;
          waiting.delete(check);
          resolve(received);
        };
        waiting.add(check);
        check();
      }),
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
