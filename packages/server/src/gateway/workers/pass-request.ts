import {
  type Agent,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type ServerResponse,
  request as sendRequest,
} from 'node:http';
import { pipeline } from 'node:stream';

/** Headers about one connection, which the next has of its own. */
const HOP_BY_HOP = [
  'connection',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
];

/**
 * Passes a request to the HTTP server at `to.socketPath` and its answer back. When nothing answers there, `here` is
 * called, with nothing written yet. A client that breaks off is noticed there too.
 */
export function passRequest(
  request: IncomingMessage,
  response: ServerResponse,
  to: { readonly socketPath: string; readonly agent: Agent },
  here: () => void,
): void {
  const { method, url: path } = request;
  const passed = sendRequest({ ...to, method, path, headers: endToEnd(request.headers) });
  passed.on('response', (answer) => {
    response.writeHead(answer.statusCode ?? 502, endToEnd(answer.headers));
    // Either side may break off; the other is destroyed then, and there is nobody left to tell.
    pipeline(answer, response, () => undefined);
  });
  passed.on('error', () => {
    if (response.destroyed) return;
    if (response.headersSent) response.destroy();
    else here();
  });
  response.once('close', () => passed.destroy());
  request.pipe(passed);
}

function endToEnd(headers: IncomingHttpHeaders): IncomingHttpHeaders {
  const rest = { ...headers };
  for (const name of HOP_BY_HOP) delete rest[name];
  return rest;
}
