import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http';
import type { HttpGateway } from './http/gateway.ts';
import { whoseRequest } from './http/whose-request.ts';
import { withholdNotFound } from './http/withhold-not-found.ts';
import type { SocketIoGateway } from './socketio/attach-socketio.ts';

export interface RequestParts {
  readonly httpServer: Server;
  /** The server is an application's own: what is not ours stays with its listeners. */
  readonly attached: boolean;
  /** Prefixes of the paths that are answered on an application's server; all of the contract's when absent. */
  readonly paths?: readonly string[] | undefined;
  readonly http: HttpGateway;
  readonly socketIo: Pick<SocketIoGateway, 'handles' | 'handleRequest'>;
  readonly draining: () => boolean;
}

/** Puts the gateways in front of the server's requests. Returns what puts things back. */
export function takeRequests(parts: RequestParts): () => void {
  const { httpServer, attached, http, socketIo, draining } = parts;
  const others = attached ? httpServer.listeners('request').filter(isRequestListener) : [];
  const passOn: RequestListener = (request, response) => {
    for (const other of others) other.call(httpServer, request, response);
  };
  const answer = (request: IncomingMessage, response: ServerResponse): void => {
    // A proxy would keep the connection and send its next request just when it closes.
    if (draining()) response.shouldKeepAlive = false;
    if (socketIo.handles(request)) return socketIo.handleRequest(request, response);
    const whose = others.length === 0 ? 'waycast' : whoseRequest(request, parts.paths);
    if (whose === 'waycast') return http.handle(request, response);
    if (whose === 'application-first') withholdNotFound(response, () => http.handle(request, response));
    passOn(request, response);
  };
  httpServer.removeAllListeners('request').on('request', answer);
  if (!attached) httpServer.on('clientError', http.clientError).on('checkExpectation', answer);
  return () => {
    httpServer.off('request', answer).off('checkExpectation', answer).off('clientError', http.clientError);
    for (const other of others) httpServer.on('request', other);
  };
}

/** Node types listeners of any event alike; those of `request` are request listeners. */
function isRequestListener(_listener: unknown): _listener is RequestListener {
  return true;
}
