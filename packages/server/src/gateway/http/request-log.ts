import type { ErrorCode } from '@waycast/contract';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Log } from '../../ports/log.ts';
import { pathnameOf } from './route-paths.ts';

const MAX_PATH = 300;

/** A request that was answered. */
export interface AnsweredRequest {
  readonly requestId: string;
  readonly method: string;
  readonly url: string;
  readonly status: number;
  /** What it was refused with. A probe that is told "not ready" was answered, not refused. */
  readonly code: ErrorCode | undefined;
  /** How long it took. */
  readonly ms: number;
}

/** One line per request: failed ones at `info` (5xx at `error`), others at `debug`. Queries are left out: they hold tokens. */
export function logRequest(log: Log, { url, ms, ...answered }: AnsweredRequest): void {
  const { requestId, method, status, code } = answered;
  const path = pathnameOf(url).slice(0, MAX_PATH);
  const fields = { requestId, method, path, status, code, ms: Math.round(ms * 10) / 10 };
  if (code !== undefined && status >= 500) log.error(fields, 'request failed');
  else if (code !== undefined) log.info(fields, 'request refused');
  else log.debug(fields, 'request answered');
}

/** Whether requests that succeeded are logged at all. */
export function logsAnswers(log: Log): boolean {
  return log.isLevelEnabled?.('debug') ?? true;
}

/** Logs what Fastify answers. */
export function logRequests(
  fastify: FastifyInstance,
  log: Log,
  codeOf: (request: FastifyRequest) => ErrorCode | undefined,
): void {
  fastify.addHook('onResponse', (request, reply, done) => {
    const code = codeOf(request);
    if (code !== undefined || logsAnswers(log)) {
      const { id: requestId, method, url } = request;
      logRequest(log, { requestId, method, url, status: reply.statusCode, code, ms: reply.elapsedTime });
    }
    done();
  });
}
