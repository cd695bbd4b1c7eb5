import type { IncomingHttpHeaders } from 'node:http';
import { routeDefinition } from '@waycast/contract';

const EXPOSED = 'X-Request-Id, Retry-After, Content-Disposition';
const METHODS = 'GET, HEAD, POST, PUT, PATCH, DELETE';
const REQUEST_HEADERS = 'Authorization, Content-Type, Idempotency-Key, Last-Event-ID, X-Request-Id';
/**
 * What the chat on pages of others asks; the rest it does over its socket. The first judges by itself from which pages it
 * takes guests, so that one which is refused can read why; the other takes nothing without the token of the first.
 */
const OPEN_PATHS: ReadonlySet<string> = new Set(
  (['openWidget', 'openConversation'] as const).map((name) => routeDefinition(name).path),
);
/** Seconds for which a browser need not ask again. */
const PREFLIGHT_LIFE_S = '600';

/** Headers that let a page of another origin read an answer; undefined where it may not, or where nobody asks. */
export type CrossOriginHeaders = (
  headers: IncomingHttpHeaders,
  path: string,
) => Readonly<Record<string, string>> | undefined;

/**
 * Lets pages of the listed origins (`*`: of all) use HTTP. Tokens travel in a header, never in cookies, so no
 * credentials are allowed. Answers differ by origin, which `Vary` tells caches.
 */
export function createCrossOrigin(allowedOrigins: readonly string[]): CrossOriginHeaders {
  const allowed = new Set(allowedOrigins);
  const any = allowed.has('*');
  return ({ origin }, path) => {
    if (origin === undefined || !(any || allowed.has(origin) || OPEN_PATHS.has(path))) return undefined;
    return {
      'access-control-allow-origin': any ? '*' : origin,
      'access-control-expose-headers': EXPOSED,
      vary: 'Origin',
    };
  };
}

/** Whether a request only asks if another may be made. */
export function isPreflight(method: string, headers: IncomingHttpHeaders): boolean {
  return (
    method === 'OPTIONS' &&
    headers.origin !== undefined &&
    headers['access-control-request-method'] !== undefined
  );
}

/** What a preflight is told besides. */
export const PREFLIGHT_HEADERS = {
  'access-control-allow-methods': METHODS,
  'access-control-allow-headers': REQUEST_HEADERS,
  'access-control-max-age': PREFLIGHT_LIFE_S,
} as const;
