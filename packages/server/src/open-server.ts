import type { Server } from 'node:http';
import type { Closers } from './closers.ts';
import type { WaycastConfig } from './config.ts';
import { answerWhileStarting, createHttpServer, listen } from './listen.ts';

/** The HTTP server that the gateways are put on, and where it answers. */
export interface OpenedServer {
  readonly httpServer: Server;
  /**
   * To be called when all is open: answers in earnest from now on. Resolves to the server's address, undefined for a
   * caller's own server; rejects with ListenError.
   */
  started(): Promise<string | undefined>;
}

/**
 * Our own server listens before the database is open, so that a busy port is known at once and probes get an answer.
 * A worker joins its siblings on their port when it is ready: they may be serving already.
 */
export async function openServer(
  given: Server | undefined,
  config: WaycastConfig,
  closers: Closers,
  isWorker: boolean,
): Promise<OpenedServer> {
  if (given !== undefined) return { httpServer: given, started: async () => undefined };
  const httpServer = createHttpServer();
  closers.push(() => closeServer(httpServer));
  const begin = async (): Promise<string> => {
    const { port } = await listen(httpServer, config.host, config.port);
    return config.publicUrl ?? `http://${hostInUrl(config.host)}:${port}`;
  };
  if (isWorker) return { httpServer, started: begin };
  const endStarting = answerWhileStarting(httpServer);
  const url = await begin();
  return {
    httpServer,
    async started() {
      endStarting();
      return url;
    },
  };
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
