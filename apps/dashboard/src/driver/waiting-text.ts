import type { ErrorCode } from '@waycast/contract/errors';

/** Why positions wait on the phone. */
export function waitingText(code: ErrorCode): string {
  switch (code) {
    case 'rate_limited':
      return 'The server takes no more positions of this vehicle just now. They wait on this phone and are sent in turn.';
    case 'unauthenticated':
    case 'forbidden':
      return 'The server does not let this phone report. Positions wait on it until it may.';
    default:
      return 'No connection. Positions wait on this phone and are sent when it is back.';
  }
}
