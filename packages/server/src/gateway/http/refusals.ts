import type { ErrorCode, WaycastError } from '@waycast/contract';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Log } from '../../ports/log.ts';
import { PROBLEM_TYPE, problemOf, retryAfterSeconds } from '../problem.ts';
import { catalogueErrorOf } from './failure.ts';
import { pathnameOf } from './route-paths.ts';
import { unknownPath } from './unknown-path.ts';

/** How requests are refused: always a problem document of the catalogue. */
export interface Refusals {
  /** Whatever was thrown while a request was handled. */
  failed(error: unknown, request: FastifyRequest, reply: FastifyReply): void;
  /** No route takes the request. */
  unknown(request: FastifyRequest, reply: FastifyReply): void;
  /** The code that a request was refused with, for its log line. */
  codeOf(request: FastifyRequest): ErrorCode | undefined;
}

export function createRefusals(log: Log): Refusals {
  const codes = new WeakMap<FastifyRequest, ErrorCode>();

  function refuse(error: WaycastError, request: FastifyRequest, reply: FastifyReply): void {
    codes.set(request, error.code);
    const problem = problemOf(error.toWire(), request.id);
    reply.removeHeader('content-disposition');
    if (error.code === 'unauthenticated') reply.header('www-authenticate', 'Bearer realm="waycast"');
    if (error.retryAfterMs !== undefined) reply.header('retry-after', retryAfterSeconds(error.retryAfterMs));
    else if (problem.status === 503) reply.header('retry-after', '1');
    // Bytes, for Fastify would add a charset to a text's type, and problem documents have none.
    void reply
      .code(problem.status)
      .header('content-type', PROBLEM_TYPE)
      .send(Buffer.from(JSON.stringify(problem)));
  }

  return {
    codeOf: (request) => codes.get(request),
    failed(error, request, reply) {
      const known = catalogueErrorOf(error);
      if (known.code === 'internal')
        log.error({ err: error, requestId: request.id, path: pathnameOf(request.url) }, 'a request failed');
      refuse(known, request, reply);
    },
    unknown(request, reply) {
      const { error, allow } = unknownPath(request.method, pathnameOf(request.url));
      if (allow !== undefined) reply.header('allow', allow);
      refuse(error, request, reply);
    },
  };
}
