import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { onTestFinished } from 'vitest';

export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly authorization: string | undefined;
  readonly body: string;
}

export interface Reply {
  readonly status: number;
  readonly json?: unknown;
  readonly text?: string;
  readonly headers?: Record<string, string>;
  /** Cut the connection instead of answering. */
  readonly cut?: true;
}

function write({ status, json, text: plain, headers }: Reply, response: ServerResponse): void {
  const type = plain === undefined ? 'application/json' : 'text/plain';
  response.writeHead(status, { 'content-type': type, ...headers });
  response.end(plain ?? (json === undefined ? undefined : JSON.stringify(json)));
}

/** An HTTP server that answers as a test says and remembers what it was asked. Ends with the test. */
export class HttpPeer {
  readonly asked: Asked[] = [];
  reply: (asked: Asked) => Reply | Promise<Reply>;
  readonly #server: Server;

  private constructor(server: Server, reply: HttpPeer['reply']) {
    this.#server = server;
    this.reply = reply;
  }

  static async start(reply: HttpPeer['reply']): Promise<HttpPeer> {
    const server = createServer((request, response) => {
      peer.#answer(request).then(
        (answer) => {
          if (answer.cut) request.socket.destroy();
          else write(answer, response);
        },
        (error: unknown) => request.socket.destroy(error instanceof Error ? error : undefined),
      );
    });
    const peer = new HttpPeer(server, reply);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => peer.close());
    return peer;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #answer(request: IncomingMessage): Promise<Reply> {
    const asked = {
      method: request.method ?? '',
      path: request.url ?? '',
      authorization: request.headers.authorization,
      body: await text(request),
    };
    this.asked.push(asked);
    return this.reply(asked);
  }
}
