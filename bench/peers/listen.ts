import type { Server } from 'node:http';

/** Listens on a free port, says so as `startServer` expects it, and ends on SIGTERM. */
export function listen(http: Server): void {
  http.listen({ port: 0, host: '127.0.0.1', backlog: 4096 }, () => {
    const address = http.address();
    if (address !== null && typeof address === 'object') process.stdout.write(`listening ${address.port}\n`);
  });
  process.on('SIGTERM', () => process.exit(0));
}
