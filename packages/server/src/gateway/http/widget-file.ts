import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { WaycastError } from '@waycast/contract';
import type { FastifyInstance } from 'fastify';
import { isNamed } from './if-none-match.ts';
import type { HttpSettings } from './parts.ts';

/** Its name says nothing of its contents, so that pages ask again after ten minutes, and show it meanwhile. */
const CACHING = 'public, max-age=600, stale-while-revalidate=86400';

/** Serves the chat that other sites put on their pages at `/widget.js`. It needs no permission of another origin: it is a script. */
export function serveWidget(
  fastify: FastifyInstance,
  { widgetFile: file }: Pick<HttpSettings, 'widgetFile'>,
): void {
  const script = file !== undefined && existsSync(file) ? readFileSync(file) : undefined;
  if (script === undefined) {
    fastify.get('/widget.js', () => {
      throw new WaycastError('not_found', 'the chat was not built: npm run build -w @waycast/widget');
    });
    return;
  }
  const packed = gzipSync(script, { level: 9 });
  const etag = `"${createHash('sha256').update(script).digest('base64url').slice(0, 22)}"`;
  fastify.get('/widget.js', { exposeHeadRoute: true }, ({ headers }, reply) => {
    reply
      .type('text/javascript; charset=utf-8')
      .header('cache-control', CACHING)
      .header('cross-origin-resource-policy', 'cross-origin')
      .header('vary', 'Accept-Encoding')
      .header('etag', etag);
    if (isNamed(etag, headers['if-none-match'])) return reply.code(304).send();
    if (!/\bgzip\b/.test(String(headers['accept-encoding'] ?? ''))) return reply.send(script);
    return reply.header('content-encoding', 'gzip').send(packed);
  });
}
