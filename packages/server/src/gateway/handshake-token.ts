import type { IncomingMessage } from 'node:http';

/** The token of a handshake: `Authorization: Bearer …`, or `?token=` from a page, which can set no headers. */
export function tokenOf(request: IncomingMessage): string | undefined {
  const [, bearer] = /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? '') ?? [];
  if (bearer !== undefined) return bearer;
  const query = URL.parse(request.url ?? '/', 'http://localhost')?.searchParams.get('token');
  return query === null || query === '' ? undefined : query;
}
