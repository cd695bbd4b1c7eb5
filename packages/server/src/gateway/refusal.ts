import { type ServerResponse, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { ERRORS, WaycastError } from '@waycast/contract';
import { PROBLEM_TYPE, problemOf, retryAfterSeconds } from './problem.ts';

function headersOf(error: WaycastError, body: string): Record<string, string> {
  return {
    'Content-Type': PROBLEM_TYPE,
    'Content-Length': String(Buffer.byteLength(body)),
    'Cache-Control': 'no-store',
    Connection: 'close',
    ...(error.retryAfterMs === undefined ? {} : { 'Retry-After': retryAfterSeconds(error.retryAfterMs) }),
  };
}

/** Answers an upgrade request with an error instead of a protocol, and ends its connection. */
export function refuseUpgrade(socket: Duplex, error: WaycastError, requestId: string): void {
  // A peer that is gone needs no answer.
  socket.on('error', () => socket.destroy());
  const { status } = ERRORS[error.code];
  const body = JSON.stringify(problemOf(error.toWire(), requestId));
  const lines = Object.entries(headersOf(error, body)).map(([name, value]) => `${name}: ${value}`);
  socket.once('finish', () => socket.destroy());
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\n${lines.join('\r\n')}\r\n\r\n${body}`);
}

/** Answers a handshake over plain HTTP (long polling) with an error. */
export function refuseRequest(response: ServerResponse, error: WaycastError, requestId: string): void {
  const body = JSON.stringify(problemOf(error.toWire(), requestId));
  response.writeHead(ERRORS[error.code].status, headersOf(error, body));
  response.end(body);
}

/** What was thrown, as the catalogue knows it. */
export function asCatalogueError(error: unknown): WaycastError {
  return error instanceof WaycastError
    ? error
    : new WaycastError('internal', 'the connection could not be opened', { cause: error });
}
