import { type ErrorCode, WaycastError } from '@waycast/contract';
import { MAX_BODY_BYTES } from './json-body.ts';

/** Fastify's own errors as the catalogue has them. */
const FASTIFY_ERRORS: ReadonlyMap<string, readonly [ErrorCode, string]> = new Map([
  ['FST_ERR_CTP_BODY_TOO_LARGE', ['too_large', `the body is larger than ${MAX_BODY_BYTES} bytes`]],
  [
    'FST_ERR_CTP_INVALID_MEDIA_TYPE',
    ['unsupported_media_type', 'the body must be JSON; send Content-Type: application/json'],
  ],
  ['FST_ERR_CTP_INVALID_CONTENT_LENGTH', ['invalid', 'the body is not as long as Content-Length says']],
  ['FST_ERR_BAD_URL', ['invalid', 'the path is not valid: each % takes two hexadecimal digits, as in %20']],
  ['FST_ERR_MAX_PARAM_LENGTH', ['invalid', 'a part of the path is too long; ids have up to 128 characters']],
]);

/** Whatever was thrown, as the catalogue knows it. What nobody foresaw is `internal`, and its text stays here. */
export function catalogueErrorOf(error: unknown): WaycastError {
  if (error instanceof WaycastError) return error;
  const known = FASTIFY_ERRORS.get(property(error, 'code'));
  if (known !== undefined) return new WaycastError(known[0], known[1], { cause: error });
  // The request's own stream: the client went away in the middle, or sent what HTTP does not allow.
  if (property(error, 'statusCode') === '400')
    return new WaycastError('invalid', 'the request was not complete', { cause: error });
  return new WaycastError('internal', 'the request failed; its id finds the cause in the log', {
    cause: error,
  });
}

function property(error: unknown, name: 'code' | 'statusCode'): string {
  if (typeof error !== 'object' || error === null || !(name in error)) return '';
  return String((error as Record<typeof name, unknown>)[name]);
}
