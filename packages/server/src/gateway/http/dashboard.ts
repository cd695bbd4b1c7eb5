import { existsSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { fastifyStatic } from '@fastify/static';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { HttpSettings } from './parts.ts';
import { pathnameOf } from './route-paths.ts';
import { dashboardPolicy, pagePolicy } from './security-headers.ts';

/** Serves the dashboard's page for a navigation; false for anything else, which is then a 404. */
export type ServeNavigation = (request: FastifyRequest, reply: FastifyReply) => boolean;

/** The page for those who come with a share link: it has nothing of the dashboard, and search engines keep away. */
const SHARE = { path: /^\/share\/?$/, file: 'share.html', headers: { 'x-robots-tag': 'noindex, nofollow' } };

/** A page as others have, with the chat on it: in a demo alone. */
const CHAT = { path: /^\/chat\/?$/, file: 'chat.html', profile: 'demo' };

/** Paths below these are an interface: they never answer with a page. */
const NO_PAGES = /^\/(api|tracking|health|metrics|ws|socket\.io)(\/|$)/;
const PAGE_OR_SCRIPT = /\.(html|m?js)$/;
const HASHED_ASSET = `${sep}assets${sep}`;

/**
 * Serves the built dashboard at `/`. Its own addresses (`/vehicles/bus-7`) are navigations that get its page; files
 * whose name carries their hash are cached for good. Without a build `/` says how to make one.
 */
export function serveDashboard(
  fastify: FastifyInstance,
  {
    dashboardDir: dir,
    mapOrigins = ['*'],
    profile,
  }: Pick<HttpSettings, 'dashboardDir' | 'mapOrigins' | 'profile'>,
): ServeNavigation {
  if (dir === undefined || !existsSync(join(dir, 'index.html'))) return serveNotBuilt(fastify);
  const policy = dashboardPolicy(readFileSync(join(dir, 'index.html'), 'utf8'), mapOrigins);
  fastify.register(fastifyStatic, {
    root: dir,
    wildcard: false,
    cacheControl: false,
    setHeaders(reply, path) {
      reply.header(
        'cache-control',
        path.includes(HASHED_ASSET) ? 'public, max-age=31536000, immutable' : 'no-cache',
      );
      // Workers live by the policy that came with their script, and they fetch: tiles, and the driver page's files.
      if (PAGE_OR_SCRIPT.test(path)) reply.header('content-security-policy', policy);
    },
  });
  return (request, reply) => {
    if (!isNavigation(request)) return false;
    const pathname = pathnameOf(request.url);
    if (CHAT.path.test(pathname) && profile === CHAT.profile) void reply.code(200).sendFile(CHAT.file);
    else if (SHARE.path.test(pathname)) void reply.code(200).headers(SHARE.headers).sendFile(SHARE.file);
    else void reply.code(200).sendFile('index.html');
    return true;
  };
}

function isNavigation({ method, url, headers }: FastifyRequest): boolean {
  if (method !== 'GET' && method !== 'HEAD') return false;
  const pathname = pathnameOf(url);
  const lastPart = pathname.slice(pathname.lastIndexOf('/'));
  // A vehicle's id may hold dots; elsewhere a name with an extension asks for a file.
  const asksForFile = !pathname.startsWith('/vehicles/') && /\.[a-z0-9]{2,5}$/i.test(lastPart);
  return !NO_PAGES.test(pathname) && !asksForFile && (headers.accept ?? '').includes('text/html');
}

function serveNotBuilt(fastify: FastifyInstance): ServeNavigation {
  const policy = pagePolicy(NOT_BUILT);
  fastify.get('/', (_request, reply) =>
    reply
      .type('text/html; charset=utf-8')
      .header('content-security-policy', policy)
      .header('cache-control', 'no-cache')
      .send(NOT_BUILT),
  );
  return () => false;
}

const NOT_BUILT = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Waycast</title>
<style>
  :root { color-scheme: light dark; }
  body { font: 16px/1.6 system-ui, sans-serif; max-width: 34rem; margin: 12vh auto; padding: 0 1.25rem; }
  code { font: 14px ui-monospace, monospace; padding: .15em .4em; border-radius: 4px; background: color-mix(in srgb, currentColor 10%, transparent); }
</style>
<h1>Waycast is running</h1>
<p>Its dashboard has not been built. In the checkout, run <code>npm run build -w @waycast/dashboard</code> and start the server again.</p>
<p>Everything else works without it: the interface is described at <a href="/api/docs">/api/docs</a>, the server's condition at <a href="/health">/health</a>.</p>
</html>
`;
