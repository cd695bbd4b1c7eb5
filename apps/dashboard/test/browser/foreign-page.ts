import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A page of somebody else. */
export interface ForeignPage {
  readonly origin: string;
  close(): Promise<void>;
}

/** What a site's own styles may do to everything on it, and its policy against scripts and styles of others. */
const HOSTILE = `* { display: block !important; color: red !important; font-size: 3px !important; visibility: hidden !important; }
button { pointer-events: none !important; transform: scale(9) !important; }`;

/** Serves a page of another origin with the chat of a server on it. */
export async function serveForeignPage(chatUrl: () => string, attributes = ''): Promise<ForeignPage> {
  const server = createServer((request, response) => {
    if (request.url !== '/') return void response.writeHead(404).end();
    const server = chatUrl();
    response.setHeader('content-type', 'text/html; charset=utf-8');
    response.setHeader(
      'content-security-policy',
      `default-src 'none'; style-src 'nonce-page'; script-src ${server}; connect-src ${server} ${server.replace('http', 'ws')}`,
    );
    response.end(`<!doctype html><html lang="en"><title>A shop</title><style nonce="page">${HOSTILE}</style>
<body><h1>A shop</h1><input aria-label="Search the shop">
<script src="${server}/widget.js" ${attributes} async></script>`);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    origin: `http://127.0.0.1:${portOf(server.address())}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function portOf(address: string | AddressInfo | null): number {
  if (address === null || typeof address === 'string') throw new Error('the page has no port');
  return address.port;
}
