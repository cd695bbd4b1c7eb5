import type { Server } from 'node:http';
import type { Closers } from './closers.ts';
import type { WaycastConfig } from './config.ts';
import { answerWhileStarting, createHttpServer, listen } from './listen.ts';

/** The HTTP server that the gateways are put on, and where it answers. */
export interface OpenedServer {
  readonly httpServer: Server;
  /** Undefined for a caller's own server. */
  readonly url: string | undefined;
  /** Ends the answers that are given while the rest starts. */
  started(): void;
}

/** Our own server listens before the database is open, so that a busy port is known at once and probes get an answer. */
export async function openServer(
  given: Server | undefined,
  config: WaycastConfig,
  closers: Closers,
): Promise<OpenedServer> {
  if (given !== undefined) return { httpServer: given, url: undefined, started: () => undefined };
  const httpServer = createHttpServer();
  const started = answerWhileStarting(httpServer);
  const { port } = await listen(httpServer, config.host, config.port);
  closers.push(() => closeServer(httpServer));
  return { httpServer, url: config.publicUrl ?? `http://${hostInUrl(config.host)}:${port}`, started };
}

function hostInUrl(host: string): string {
  if (host === '0.0.0.0' || host === '::') return 'localhost';
  return host.includes(':') ? `[${host}]` : host;
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
