import { randomBytes } from 'node:crypto';
import type { CrowdClient } from '../load/crowd-client.ts';
import { type BenchPostgres, openPostgres } from '../processes/postgres.ts';
import { type BenchRedis, openRedis } from '../processes/redis.ts';
import { type ServerProcess, startServer } from '../processes/server-process.ts';
import type { Contender, Measurement, RunOptions } from '../scenario.ts';
import { signToken } from '../token.ts';
import type { Follows } from './contender-kind.ts';
import { type Dialect, SOCKETIO, WEBSOCKET } from './dialects.ts';

/** A server of which several share one Redis. */
export interface SharedKind {
  readonly name: string;
  readonly program: string;
  readonly dialect: Dialect;
  readonly env?: Readonly<Record<string, string>>;
  /** With one PostgreSQL for all of them, in which everything acknowledged is committed. */
  readonly isDurable?: boolean;
  /** Left out of a quick run. */
  readonly fullOnly?: boolean;
}

/** Ours, and what else scales over Redis. */
export const SHARED_KINDS: readonly SharedKind[] = [
  { name: 'socket.io + redis-adapter', program: 'socketio-redis', dialect: SOCKETIO },
  {
    name: 'socket.io + sharded redis-adapter',
    program: 'socketio-redis',
    dialect: SOCKETIO,
    env: { ADAPTER: 'sharded' },
    fullOnly: true,
  },
  { name: 'Waycast, Socket.IO', program: 'waycast', dialect: SOCKETIO, isDurable: true },
  { name: 'Waycast, WebSocket', program: 'waycast', dialect: WEBSOCKET, isDurable: true, fullOnly: true },
];

/** Several servers on core 0, and what they share on core 1. */
export interface SeveralServers {
  readonly servers: readonly ServerProcess[];
  readonly redis: BenchRedis;
  readonly postgres: BenchPostgres | undefined;
  follower(follows: Follows, group?: string): CrowdClient;
  publisher(): CrowdClient;
  /** What publishers send for vehicles with this word before their number. */
  template(word: string): string;
  /** Of all servers together, without Redis and PostgreSQL. */
  cpuSeconds(): number;
  stop(): Promise<void>;
}

/** A contender that measures `count` servers of a kind, started for it alone. */
export function severalContender(
  kind: SharedKind,
  { count, hasDashboards = false }: { readonly count: number; readonly hasDashboards?: boolean },
  measure: (several: SeveralServers, options: RunOptions) => Promise<Measurement>,
): Contender {
  return {
    name: kind.name,
    ...(kind.fullOnly && { fullOnly: true }),
    async measure(options) {
      const several = await openSeveral(kind, count, hasDashboards);
      try {
        return await measure(several, options);
      } finally {
        await several.stop();
      }
    },
  };
}

/** Starts them over a Redis of their own. */
async function openSeveral(kind: SharedKind, count: number, hasDashboards: boolean): Promise<SeveralServers> {
  const ends: (() => Promise<void>)[] = [];
  const stop = async (): Promise<void> => {
    for (const end of ends.splice(0).reverse()) await end();
  };
  try {
    const redis = await openRedis();
    ends.push(() => redis.stop());
    const postgres = kind.isDurable ? await openPostgres() : undefined;
    if (postgres !== undefined) ends.push(() => postgres.stop());
    const env = {
      ...kind.env,
      ...(hasDashboards && { DASHBOARDS: '1' }),
      JWT_SECRET: randomBytes(32).toString('hex'),
      REDIS_URL: redis.url,
      ...(postgres && { DATABASE_URL: await postgres.createDatabase() }),
    };
    const servers: ServerProcess[] = [];
    for (let n = 0; n < count; n++) {
      const server = await startServer(kind.program, { env });
      ends.push(() => server.stop());
      servers.push(server);
    }
    const token = await signToken(env.JWT_SECRET, 'dispatcher');
    return {
      servers,
      redis,
      postgres,
      follower: (follows, group = 'followers') => kind.dialect.follower(token, follows, group),
      publisher: () => kind.dialect.publisher(token, 'publishers', true),
      template: (word) => kind.dialect.template.replace('bus-', word),
      cpuSeconds: () => servers.reduce((sum, server) => sum + server.cpuSeconds(), 0),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
