import { type BenchPostgres, openPostgres } from '../processes/postgres.ts';
import { type BenchRedis, openRedis } from '../processes/redis.ts';
import { type ServerProcess, startServer } from '../processes/server-process.ts';

/** A server with a Redis and a PostgreSQL of its own. */
export interface TaxiGround {
  readonly server: ServerProcess;
  readonly redis: BenchRedis;
  readonly postgres: BenchPostgres;
  readonly databaseUrl: string;
  stop(): Promise<void>;
}

/** Which cores they may use. */
interface Cores {
  readonly server: string;
  readonly stores: string;
}

/** Starts a program of `bench/servers`; the stores are on core 1 beside the load unless told otherwise. */
export async function openTaxiGround(
  program: string,
  cores: Cores = { server: '0', stores: '1' },
): Promise<TaxiGround> {
  const at = { core: cores.stores };
  const [redis, postgres] = await Promise.all([openRedis(at), openPostgres(at)]);
  const stopStores = () => Promise.all([redis.stop(), postgres.stop()]);
  try {
    const databaseUrl = await postgres.createDatabase();
    const env = { NODE_ENV: 'production', REDIS_URL: redis.url, DATABASE_URL: databaseUrl };
    const server = await startServer(program, { env, core: cores.server });
    return {
      ...{ server, redis, postgres, databaseUrl },
      async stop() {
        await server.stop();
        await stopStores();
      },
    };
  } catch (error) {
    await stopStores();
    throw error;
  }
}
