import type { IncomingMessage } from 'node:http';

/** The token of a handshake: `Authorization: Bearer …`, or `?token=` from a page, which can set no headers. */
export function tokenOf(request: IncomingMessage): string | undefined {
  const [, bearer] = /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? '') ?? [];
  if (bearer !== undefined) return ownText(bearer);
  const query = URL.parse(request.url ?? '/', 'http://localhost')?.searchParams.get('token');
  return query ? ownText(query) : undefined;
}

/** A part of a longer text keeps the whole of it, and it is remembered for as long as the token is good. */
function ownText(part: string): string {
  return Buffer.from(part).toString();
}
