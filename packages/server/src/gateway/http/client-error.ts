import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { type ErrorCode, errorEntry } from '@waycast/contract';
import type { Log } from '../../ports/log.ts';
import { PROBLEM_TYPE, problemOf } from '../problem.ts';

/** What the HTTP parser gave up on, by Node's code: the catalogue's code, a status of its own, and what to say. */
const PARSER_ERRORS: ReadonlyMap<string, { code: ErrorCode; status?: number; message: string }> = new Map([
  ['ERR_HTTP_REQUEST_TIMEOUT', { code: 'timeout', message: 'the request did not arrive completely in time' }],
  ['HPE_HEADER_OVERFLOW', { code: 'too_large', status: 431, message: 'the headers are larger than 16 kB' }],
  ['HPE_CHUNK_EXTENSIONS_OVERFLOW', { code: 'too_large', message: 'the chunk extensions are too large' }],
]);
const MALFORMED = { code: 'invalid' as const, message: 'this is not a well-formed HTTP request' };

/** Answers what is no request, and ends its connection. For the `clientError` event of our own server. */
export function createClientErrorHandler(log: Log, nextId: () => string) {
  return (error: NodeJS.ErrnoException, socket: Duplex): void => {
    if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
    const requestId = nextId();
    const {
      code,
      message,
      status = errorEntry(code).status,
    }: { code: ErrorCode; status?: number; message: string } = PARSER_ERRORS.get(error.code ?? '') ??
    MALFORMED;
    log.info({ requestId, code, cause: error.code }, 'malformed HTTP request');
    const body = JSON.stringify(problemOf({ code, message }, requestId, status));
    socket.once('finish', () => socket.destroy());
    socket.end(
      [
        `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`,
        `Content-Type: ${PROBLEM_TYPE}`,
        `Content-Length: ${Buffer.byteLength(body)}`,
        `X-Request-Id: ${requestId}`,
        'Connection: close',
        '',
        body,
      ].join('\r\n'),
    );
  };
}
