import { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { z } from 'zod';

/** An upgrade request as one worker gives it to another; its connection goes beside it. */
const HandedUpgrade = z.strictObject({
  url: z.string(),
  httpVersion: z.string(),
  headers: z.record(z.string(), z.union([z.string(), z.array(z.string())])),
  /** What the client sent after the request, in base64. */
  head: z.string(),
});

export function packUpgrade(request: IncomingMessage, head: Buffer): object {
  return {
    url: request.url ?? '/',
    httpVersion: request.httpVersion,
    headers: request.headers,
    head: head.toString('base64'),
  };
}

/** The request again, on its connection. Throws for what is none. */
export function unpackUpgrade(
  packed: unknown,
  connection: Socket,
): { readonly request: IncomingMessage; readonly head: Buffer } {
  const { url, httpVersion, headers, head } = HandedUpgrade.parse(packed);
  const request = new IncomingMessage(connection);
  request.headers = headers;
  request.method = 'GET';
  request.url = url;
  request.httpVersion = httpVersion;
  return { request, head: Buffer.from(head, 'base64') };
}
