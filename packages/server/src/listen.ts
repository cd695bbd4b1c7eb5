import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Limits of the own HTTP server: slow or half-sent requests end. */
const HEADERS_TIMEOUT_MS = 15_000;
const REQUEST_TIMEOUT_MS = 60_000;
const KEEP_ALIVE_TIMEOUT_MS = 72_000;
const CONNECTIONS_CHECK_MS = 5_000;

/** Listening failed for a reason that its user can mend. */
export class ListenError extends Error {
  constructor(message: string, options: { cause: unknown }) {
    super(message, options);
    this.name = 'ListenError';
  }
}

/** An HTTP server of our own, with the limits above and nothing to answer yet. */
export function createHttpServer(): Server {
  return createServer({
    headersTimeout: HEADERS_TIMEOUT_MS,
    requestTimeout: REQUEST_TIMEOUT_MS,
    keepAliveTimeout: KEEP_ALIVE_TIMEOUT_MS,
    connectionsCheckingInterval: CONNECTIONS_CHECK_MS,
    noDelay: true,
    // Refused by the gateway, which says why; Node would answer with nothing.
    requireHostHeader: false,
  });
}

/** Listens, or rejects with a ListenError that says what to do. Port 0 takes any free port. */
export function listen(server: Server, host: string, port: number): Promise<AddressInfo> {
  return new Promise((resolve, reject) => {
    server.once('error', (error) => reject(listenError(error, host, port)));
    server.listen({ host, port, backlog: 65_535 }, () => {
      const address = server.address();
      if (address === null || typeof address === 'string')
        reject(new Error('the server does not listen on a port'));
      else resolve(address);
    });
  });
}

/** Answers while the server opens its database: live, not ready. Returns a function that ends it. */
export function answerWhileStarting(server: Server): () => void {
  const answer = (request: IncomingMessage, response: ServerResponse): void => {
    const live = request.url?.split('?')[0] === '/health/live';
    response.writeHead(live ? 200 : 503, {
      'content-type': 'application/json',
      ...(live ? {} : { 'retry-after': '1' }),
    });
    response.end(
      JSON.stringify(
        live
          ? { status: 'live' }
          : { status: 'starting', code: 'unavailable', detail: 'the server is starting' },
      ),
    );
  };
  server.on('request', answer);
  return () => server.off('request', answer);
}

function listenError(error: NodeJS.ErrnoException, host: string, port: number): ListenError {
  const what: Record<string, string> = {
    EADDRINUSE: `Port ${port} on ${host} is in use by another program. Stop that program, or choose another port: PORT=${port + 1}`,
    EACCES: `Port ${port} needs privileges that this process does not have. Choose a port above 1023, for instance PORT=3000`,
    EADDRNOTAVAIL: `${host} is not an address of this machine. Set HOST to one that is, or to 0.0.0.0 for all`,
  };
  return new ListenError(what[error.code ?? ''] ?? `Cannot listen on ${host}:${port}: ${error.message}`, {
    cause: error,
  });
}
