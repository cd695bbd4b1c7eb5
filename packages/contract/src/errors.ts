/** One entry of the error catalogue: how each transport says it, and whether trying again can help. */
export interface ErrorEntry {
  /** HTTP status of the problem document. */
  readonly status: number;
  /** WebSocket close code when the error ends the connection; absent for errors that only answer a request. */
  readonly closeCode?: number;
  /** May the client retry the same request unchanged, after `retryAfterMs` where given? */
  readonly retry: boolean;
  readonly title: string;
  readonly description: string;
}

/** Every error code that leaves the server, on any transport. */
export const ERRORS = {
  invalid: {
    status: 400,
    closeCode: 4400,
    retry: false,
    title: 'Invalid input',
    description: 'The input is malformed or out of range; the message names the field and what it takes.',
  },
  unauthenticated: {
    status: 401,
    closeCode: 4401,
    retry: false,
    title: 'Not authenticated',
    description: 'No token, or one that is expired, malformed or signed with another key. Get a new token.',
  },
  forbidden: {
    status: 403,
    closeCode: 4403,
    retry: false,
    title: 'Not allowed',
    description: 'The token is valid but its roles or vehicles do not cover this action.',
  },
  not_found: {
    status: 404,
    retry: false,
    title: 'Not found',
    description: 'No such thing, or not yours to see; the two are not told apart.',
  },
  method_not_allowed: {
    status: 405,
    retry: false,
    title: 'Method not allowed',
    description: 'The path exists but takes another HTTP method.',
  },
  timeout: {
    status: 408,
    closeCode: 4408,
    retry: true,
    title: 'Too slow',
    description: 'The request, the handshake or the authentication did not complete in time.',
  },
  conflict: {
    status: 409,
    retry: false,
    title: 'Conflict',
    description: 'The state of the thing does not allow this; the message names the state.',
  },
  too_large: {
    status: 413,
    closeCode: 4413,
    retry: false,
    title: 'Too large',
    description: 'The body, frame or list exceeds its limit, which the message names.',
  },
  unsupported_media_type: {
    status: 415,
    retry: false,
    title: 'Unsupported media type',
    description:
      'The body is of a media type that the route does not take; the message names those that it does.',
  },
  rate_limited: {
    status: 429,
    closeCode: 4429,
    retry: true,
    title: 'Too many requests',
    description: 'A limit per vehicle, subject, socket or address was reached; wait retryAfterMs.',
  },
  internal: {
    status: 500,
    closeCode: 4500,
    retry: true,
    title: 'Internal error',
    description: 'The server failed; the request id finds the cause in its log.',
  },
  slow_consumer: {
    status: 503,
    closeCode: 4450,
    retry: true,
    title: 'Reading too slowly',
    description:
      'More complete events were waiting than the outbox holds. Reconnect and subscribe with `since`.',
  },
  server_moving: {
    status: 503,
    closeCode: 4451,
    retry: true,
    title: 'Server is going away',
    description: 'The server drains. Reconnect after the announced delay.',
  },
  unavailable: {
    status: 503,
    closeCode: 4503,
    retry: true,
    title: 'Temporarily unavailable',
    description: 'The request cannot be made durable now, or the server is full. Keep it and retry.',
  },
} as const satisfies Record<string, ErrorEntry>;

export type ErrorCode = keyof typeof ERRORS;

/** The catalogue's codes, in their documented order. */
export const ERROR_CODES = Object.keys(ERRORS) as ErrorCode[];

/** The catalogue's entry for `code`. */
export function errorEntry(code: ErrorCode): ErrorEntry {
  return ERRORS[code];
}

/** The code whose close code is `closeCode`, or undefined for a code that is not of the catalogue. */
export function errorOfCloseCode(closeCode: number): ErrorCode | undefined {
  return ERROR_CODES.find((code) => errorEntry(code).closeCode === closeCode);
}

/** An error as clients see it: in acks, in the event `error`, and (with status and title) in problem documents. */
export interface WireError {
  readonly code: ErrorCode;
  readonly message: string;
  readonly retryAfterMs?: number;
  readonly requestId?: string;
}

/** Thrown anywhere below a gateway; the gateway turns it into its transport's form. */
export class WaycastError extends Error {
  readonly code: ErrorCode;
  readonly retryAfterMs: number | undefined;

  constructor(code: ErrorCode, message: string, options: { retryAfterMs?: number; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'WaycastError';
    this.code = code;
    this.retryAfterMs = options.retryAfterMs;
  }

  /** The wire form, with the id of the request that failed. */
  toWire(requestId?: string): WireError {
    return {
      code: this.code,
      message: this.message,
      ...(this.retryAfterMs === undefined ? {} : { retryAfterMs: this.retryAfterMs }),
      ...(requestId === undefined ? {} : { requestId }),
    };
  }
}
