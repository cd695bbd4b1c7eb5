import { WaycastError } from '@waycast/contract/errors';
import type { RequestOptions } from './http-api.ts';
import type { TokenSource } from './token.ts';
import { asWaycastError, codeOfStatus, toWaycastError } from './wire-error.ts';

/** How requests reach the server. */
export interface HttpOptions {
  /** Base address without a trailing slash. */
  readonly url: string;
  readonly tokens: TokenSource;
  readonly fetch: typeof globalThis.fetch;
  /** How long a request may take to its first byte. */
  readonly timeoutMs: number;
}

/** One request. */
export interface HttpRequest {
  readonly method: string;
  readonly path: string;
  readonly body?: string | Blob;
  /** Of the body; JSON when absent. */
  readonly contentType?: string;
  readonly token: boolean;
  /** The caller reads the body later, and may still abort it then. */
  readonly streams?: boolean;
}

/**
 * Sends a request with the current token, once more with a new one when it was refused, and resolves with a
 * successful Response. Rejects with the WaycastError of the problem document, `timeout`, or `unavailable` when the
 * server could not be reached.
 */
export async function request(
  http: HttpOptions,
  what: HttpRequest,
  options: RequestOptions,
): Promise<Response> {
  if (!what.token) return succeed(await send(http, what, undefined, options));
  const token = await fetchToken(http.tokens);
  const response = await send(http, what, token, options);
  if (response.status !== 401) return succeed(response);
  http.tokens.refuse(token);
  if (!http.tokens.renewable) return succeed(response);
  await response.body?.cancel();
  return succeed(await send(http, what, await fetchToken(http.tokens), options));
}

async function fetchToken(tokens: TokenSource): Promise<string> {
  try {
    return await tokens.get();
  } catch (error) {
    throw asWaycastError(error, 'Could not get a token');
  }
}

async function send(
  { url, fetch, timeoutMs }: HttpOptions,
  { method, path, body, contentType = 'application/json', streams }: HttpRequest,
  token: string | undefined,
  { signal, idempotencyKey }: RequestOptions,
): Promise<Response> {
  const deadline = new AbortController();
  const stop = () => deadline.abort(signal?.reason);
  const timer = setTimeout(
    () =>
      deadline.abort(new WaycastError('timeout', `No answer to ${method} ${path} within ${timeoutMs} ms.`)),
    timeoutMs,
  );
  if (signal?.aborted) stop();
  signal?.addEventListener('abort', stop, { once: true });
  try {
    const headers = {
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { 'content-type': contentType }),
      ...(idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey }),
    };
    return await fetch(url + path, {
      method,
      headers,
      signal: deadline.signal,
      ...(body === undefined ? {} : { body }),
    });
  } catch (error) {
    // The caller's own abort stays what it is; it is no failure of ours.
    if (signal?.aborted) throw error;
    throw asWaycastError(deadline.signal.reason ?? error, `Could not reach ${url}`);
  } finally {
    clearTimeout(timer);
    if (!streams) signal?.removeEventListener('abort', stop);
  }
}

async function succeed(response: Response): Promise<Response> {
  if (response.ok) return response;
  const fallback = codeOfStatus(response.status);
  const problem: unknown = await response.json().catch(() => undefined);
  const error = toWaycastError(problem, fallback);
  const retryAfterMs = error.retryAfterMs ?? parseRetryAfter(response.headers.get('retry-after'));
  throw new WaycastError(error.code, error.message, {
    cause: problem,
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  });
}

/** `Retry-After` in milliseconds: seconds, or a date (RFC 9110). */
export function parseRetryAfter(header: string | null): number | undefined {
  if (header === null || header.trim() === '') return undefined;
  const seconds = Number(header);
  if (Number.isFinite(seconds)) return Math.max(0, seconds * 1000);
  const at = Date.parse(header);
  return Number.isNaN(at) ? undefined : Math.max(0, at - Date.now());
}
