import { WaycastError } from '@waycast/contract';
import { KNOWN_PATHS, knownPathOf } from './route-paths.ts';

/** A request that no route takes: the error, and for a known path the methods it does take. */
export function unknownPath(method: string, pathname: string): { error: WaycastError; allow?: string } {
  const known = knownPathOf(pathname);
  if (known === undefined)
    return {
      error: new WaycastError(
        'not_found',
        `there is nothing at ${pathname.slice(0, 200)}; ${hint(pathname)}`,
      ),
    };
  const allow = known.methods.join(', ');
  return {
    error: new WaycastError(
      'method_not_allowed',
      `${pathname.slice(0, 200)} takes ${allow}, not ${method.slice(0, 20)}`,
    ),
    allow,
  };
}

const MIN_SHARED = 5;

/** The known path that begins most like the asked one. */
function hint(pathname: string): string {
  let best = { path: '', shared: MIN_SHARED - 1 };
  for (const { path } of KNOWN_PATHS) {
    const shared = sharedLength(path, pathname);
    if (shared > best.shared) best = { path, shared };
  }
  return `${best.path === '' ? '' : `did you mean ${best.path}? `}All paths are at /api/docs`;
}

function sharedLength(a: string, b: string): number {
  let length = 0;
  while (length < a.length && length < b.length && a[length] === b[length]) length += 1;
  return length;
}
