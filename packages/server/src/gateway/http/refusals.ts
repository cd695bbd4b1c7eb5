import type { ErrorCode, WaycastError } from '@waycast/contract';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Log } from '../../ports/log.ts';
import { PROBLEM_TYPE, problemOf, retryAfterSeconds } from '../problem.ts';
import { catalogueErrorOf } from './failure.ts';
import { JSON_BODY } from './json-body.ts';
import { pathnameOf } from './route-paths.ts';
import type { TakenBody } from './taken-body.ts';
import { unknownPath } from './unknown-path.ts';

/** How requests are refused: always a problem document of the catalogue. */
export interface Refusals {
  /** Whatever was thrown while a request was handled, by a route that takes such a body. */
  failed(taken: TakenBody): (error: unknown, request: FastifyRequest, reply: FastifyReply) => void;
  /** No route takes the request. */
  unknown(request: FastifyRequest, reply: FastifyReply): void;
  /** The code that a request was refused with, for its log line. */
  codeOf(request: FastifyRequest): ErrorCode | undefined;
}

/** A refusal as it stands in the answer. */
export interface Refusal {
  readonly code: ErrorCode;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** Of which request, and what may stand in its body: JSON unless said otherwise. */
interface Refused {
  readonly requestId: string;
  readonly url: string;
  readonly taken?: TakenBody;
}

/** What is answered to something thrown while a request was handled. What nobody foresaw is logged here. */
export function refusalOf(error: unknown, { requestId, url, taken = JSON_BODY }: Refused, log: Log): Refusal {
  const known = catalogueErrorOf(error, taken);
  if (known.code === 'internal')
    log.error({ err: error, requestId, path: pathnameOf(url) }, 'a request failed');
  return refusalFor(known, requestId);
}

function refusalFor(error: WaycastError, requestId: string): Refusal {
  const problem = problemOf(error.toWire(), requestId);
  const { status } = problem;
  const waitS = error.retryAfterMs === undefined ? undefined : retryAfterSeconds(error.retryAfterMs);
  const retryAfter = waitS ?? (status === 503 ? '1' : undefined);
  return {
    code: error.code,
    status,
    headers: {
      'content-type': PROBLEM_TYPE,
      ...(error.code === 'unauthenticated' ? { 'www-authenticate': 'Bearer realm="waycast"' } : {}),
      ...(retryAfter === undefined ? {} : { 'retry-after': retryAfter }),
    },
    // Bytes, for Fastify would add a charset to a text's type, and problem documents have none.
    body: Buffer.from(JSON.stringify(problem)),
  };
}

export function createRefusals(log: Log): Refusals {
  const codes = new WeakMap<FastifyRequest, ErrorCode>();

  function refuse(refusal: Refusal, request: FastifyRequest, reply: FastifyReply): void {
    codes.set(request, refusal.code);
    reply.removeHeader('content-disposition');
    void reply.code(refusal.status).headers(refusal.headers).send(refusal.body);
  }

  return {
    codeOf: (request) => codes.get(request),
    failed: (taken) => (error, request, reply) =>
      refuse(refusalOf(error, { requestId: request.id, url: request.url, taken }, log), request, reply),
    unknown(request, reply) {
      const { error, allow } = unknownPath(request.method, pathnameOf(request.url));
      if (allow !== undefined) reply.header('allow', allow);
      refuse(refusalFor(error, request.id), request, reply);
    },
  };
}
