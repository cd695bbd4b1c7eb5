import type { Problem, WireError } from '@waycast/contract';
import { type ErrorCode, errorEntry } from '@waycast/contract';
import type { z } from 'zod';

/** The media type of problem documents. */
export const PROBLEM_TYPE = 'application/problem+json';

/** An error of the catalogue as the problem document of RFC 9457. `status` only where it differs from the catalogue's. */
export function problemOf(
  error: WireError,
  requestId: string,
  status = errorEntry(error.code).status,
): z.infer<typeof Problem> {
  return {
    type: problemType(error.code),
    title: errorEntry(error.code).title,
    status,
    code: error.code,
    detail: error.message,
    requestId,
    ...(error.retryAfterMs === undefined ? {} : { retryAfterMs: error.retryAfterMs }),
  };
}

/** The URI that names a kind of problem. */
function problemType(code: ErrorCode): string {
  return `urn:waycast:error:${code}`;
}

/** The value of `Retry-After`: whole seconds, rounded up so that nobody comes too early. */
export function retryAfterSeconds(retryAfterMs: number): string {
  return String(Math.max(1, Math.ceil(retryAfterMs / 1000)));
}
