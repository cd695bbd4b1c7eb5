import { type ErrorCode, WaycastError } from '@waycast/contract';
import type { TakenBody } from './taken-body.ts';

/** Fastify's own errors as the catalogue has them. */
const FASTIFY_ERRORS: ReadonlyMap<string, readonly [ErrorCode, string]> = new Map([
  ['FST_ERR_CTP_INVALID_CONTENT_LENGTH', ['invalid', 'the body is not as long as Content-Length says']],
  ['FST_ERR_BAD_URL', ['invalid', 'the path is not valid: each % takes two hexadecimal digits, as in %20']],
  ['FST_ERR_MAX_PARAM_LENGTH', ['invalid', 'a part of the path is too long; ids have up to 128 characters']],
]);

/**
 * Whatever was thrown, as the catalogue knows it, where `taken` is what the route takes. What nobody foresaw is
 * `internal`, and its text stays here.
 */
export function catalogueErrorOf(error: unknown, taken: TakenBody): WaycastError {
  if (error instanceof WaycastError) return error;
  const code = property(error, 'code');
  const known = FASTIFY_ERRORS.get(code) ?? bodyErrorOf(code, taken);
  if (known !== undefined) return new WaycastError(known[0], known[1], { cause: error });
  // The request's own stream: the client went away in the middle, or sent what HTTP does not allow.
  if (property(error, 'statusCode') === '400')
    return new WaycastError('invalid', 'the request was not complete', { cause: error });
  return new WaycastError('internal', 'the request failed; its id finds the cause in the log', {
    cause: error,
  });
}

function bodyErrorOf(
  code: string,
  { called, types, maxBytes }: TakenBody,
): readonly [ErrorCode, string] | undefined {
  switch (code) {
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return ['too_large', `the body is larger than ${maxBytes} bytes, the most that this takes`];
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return [
        'unsupported_media_type',
        `the body must be ${called}; send Content-Type: ${types.join(' or ')}`,
      ];
    default:
      return undefined;
  }
}

function property(error: unknown, name: 'code' | 'statusCode'): string {
  if (typeof error !== 'object' || error === null || !(name in error)) return '';
  return String((error as Record<typeof name, unknown>)[name]);
}
