import { ERRORS, type ErrorCode, errorEntry, errorOfCloseCode, WaycastError } from '@waycast/contract/errors';
import { isRecord } from './frame.ts';

/** The error of a negative ack, an `error` event or a problem document, whatever shape it really has. */
export function toWaycastError(value: unknown, fallback: ErrorCode = 'internal'): WaycastError {
  if (!isRecord(value)) return new WaycastError(fallback, errorEntry(fallback).description);
  const code = isErrorCode(value.code) ? value.code : fallback;
  const message = [value.message, value.detail, errorEntry(code).description].find(isText) ?? code;
  const retryAfterMs = value.retryAfterMs;
  return new WaycastError(code, message, {
    cause: value,
    ...(typeof retryAfterMs === 'number' ? { retryAfterMs } : {}),
  });
}

/** The error that a close code stands for. Codes outside the catalogue mean that the link broke. */
export function errorOfClose(closeCode: number, reason: string): WaycastError {
  const code = errorOfCloseCode(closeCode);
  if (code !== undefined) return new WaycastError(code, reason || errorEntry(code).description);
  const said = reason === '' ? '' : `: ${reason}`;
  return new WaycastError('unavailable', `The connection was closed (code ${closeCode}${said}).`);
}

/** The error that an HTTP status stands for when the answer carries no code. */
export function codeOfStatus(status: number): ErrorCode {
  // 503 stands for several; the general one is right for an answer that a proxy made.
  if (status === 502 || status === 503 || status === 504) return 'unavailable';
  for (const code of Object.keys(ERRORS))
    if (isErrorCode(code) && ERRORS[code].status === status) return code;
  return status >= 500 ? 'internal' : 'invalid';
}

/** Whether the same request can succeed later. */
export function isRetryable(error: WaycastError): boolean {
  return errorEntry(error.code).retry;
}

function isErrorCode(value: unknown): value is ErrorCode {
  return typeof value === 'string' && Object.hasOwn(ERRORS, value);
}

/** Any thrown value as a WaycastError; what is not one becomes `unavailable` with `what` in front. */
export function asWaycastError(error: unknown, what: string): WaycastError {
  if (error instanceof WaycastError) return error;
  const why = error instanceof Error ? error.message : String(error);
  return new WaycastError('unavailable', `${what}: ${why}`, { cause: error });
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}
