import { join } from 'node:path';
import { freePort } from '../fixtures/processes.ts';
import { CampaignServer } from './processes.ts';

/** Never asks for announcements. */
const SILENT_MS = 3_600_000;

/** Servers with the same settings, each with a port and a folder of its own. */
export interface ServerRow {
  readonly urls: readonly string[];
  /** Ends one by SIGKILL and starts it again. */
  kill(at: number): Promise<void>;
  /** What each server wrote last. */
  lines(): readonly string[];
  end(): Promise<void>;
}

export async function startServers(
  count: number,
  env: NodeJS.ProcessEnv,
  folder: string,
): Promise<ServerRow> {
  const ports = await Promise.all(Array.from({ length: count }, freePort));
  const start = async (at: number): Promise<CampaignServer> => {
    const place = { PORT: String(ports[at]), DATA_DIR: join(folder, `server-${at}`) };
    const server = new CampaignServer(`server-${at}`, SILENT_MS, { ...process.env, ...env, ...place });
    await server.serving();
    return server;
  };
  // One after the other: the first makes the schema.
  const servers = [await start(0), ...(await Promise.all(ports.slice(1).map((_, at) => start(at + 1))))];
  return {
    urls: ports.map((port) => `http://127.0.0.1:${port}`),
    async kill(at) {
      await servers[at]?.end('SIGKILL');
      servers[at] = await start(at);
    },
    lines: () => servers.flatMap(({ name, lines }) => [`${name}:`, ...lines]),
    async end() {
      await Promise.all(servers.map((server) => server.end('SIGKILL')));
    },
  };
}
