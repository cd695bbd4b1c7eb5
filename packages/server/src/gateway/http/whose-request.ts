import type { IncomingMessage } from 'node:http';
import { isPreflight } from './cross-origin.ts';
import { knownPathOf, pathnameOf } from './route-paths.ts';

/**
 * Who answers a request that reaches an application's server. `application-first`: what it answers 404 to is
 * Waycast's.
 */
export type Answerer = 'waycast' | 'application' | 'application-first';

/** Names that are Waycast's alone; the other paths of the contract (`/health`, `/metrics`) many applications have. */
const OWN_NAMES = /^\/(api|tracking)\//;

/**
 * Judges by path and method. `prefixes` are the paths that Waycast answers at all (`['/api/tracking', '/health']`);
 * absent: every path of the contract.
 */
export function whoseRequest(request: IncomingMessage, prefixes?: readonly string[]): Answerer {
  const pathname = pathnameOf(request.url ?? '/');
  const known = knownPathOf(pathname);
  if (known === undefined || !known.methods.includes(methodOf(request))) return 'application';
  if (prefixes !== undefined && !prefixes.some((prefix) => isBelow(pathname, prefix))) return 'application';
  return OWN_NAMES.test(pathname) ? 'waycast' : 'application-first';
}

/** A preflight asks for another method. */
function methodOf({ method = 'GET', headers }: IncomingMessage): string {
  return isPreflight(method, headers) ? String(headers['access-control-request-method']) : method;
}

function isBelow(pathname: string, prefix: string): boolean {
  const path = prefix.endsWith('/') ? prefix.slice(0, -1) : prefix;
  return pathname === path || pathname.startsWith(`${path}/`);
}
