import type { Duplex } from 'node:stream';
import type { ErrorCode, WireError } from '@waycast/contract';
import { ERRORS } from '@waycast/contract';
import type { Clock } from '../ports/clock.ts';

/** How long a peer has to read what still waits for it, and its close. */
const CLOSE_GRACE_MS = 5_000;

/** The same when the whole server stops. */
export const SHUTDOWN_GRACE_MS = 500;

/** Destroys a socket that is still there when its grace has passed: one that reads nothing cannot be closed politely. */
export function destroyAfterGrace(clock: Clock, socket: Duplex, graceMs = CLOSE_GRACE_MS): void {
  if (socket.destroyed) return;
  const cancel = clock.after(graceMs, () => socket.destroy());
  socket.once('close', cancel);
}

/** What a client is told before its connection is closed with a code of the catalogue. */
export function closingError(reason: string): WireError {
  const code = isErrorCode(reason) ? reason : 'internal';
  return { code, message: ERRORS[code].description };
}

function isErrorCode(text: string): text is ErrorCode {
  return Object.hasOwn(ERRORS, text);
}
