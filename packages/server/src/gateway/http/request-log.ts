import type { ErrorCode } from '@waycast/contract';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Log } from '../../ports/log.ts';
import { pathnameOf } from './route-paths.ts';

const MAX_PATH = 300;

/** One line per request: failed ones at `info` (5xx at `error`), others at `debug`. Queries are left out: they hold tokens. */
export function logRequests(
  fastify: FastifyInstance,
  log: Log,
  codeOf: (request: FastifyRequest) => ErrorCode | undefined,
): void {
  const fieldsOf = (request: FastifyRequest, reply: FastifyReply): object => ({
    requestId: request.id,
    method: request.method,
    path: pathnameOf(request.url).slice(0, MAX_PATH),
    status: reply.statusCode,
    code: codeOf(request),
    ms: Math.round(reply.elapsedTime * 10) / 10,
  });
  fastify.addHook('onResponse', (request, reply, done) => {
    // A probe that is told "not ready" was answered, not refused.
    const refused = codeOf(request) !== undefined;
    if (refused && reply.statusCode >= 500) log.error(fieldsOf(request, reply), 'request failed');
    else if (refused) log.info(fieldsOf(request, reply), 'request refused');
    else log.debug(fieldsOf(request, reply), 'request answered');
    done();
  });
}
