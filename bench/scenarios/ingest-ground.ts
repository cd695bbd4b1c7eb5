import { openPostgres } from '../processes/postgres.ts';
import { openRedis } from '../processes/redis.ts';
import { type ServerProcess, startServer } from '../processes/server-process.ts';
import type { Measurement } from '../scenario.ts';
import { signToken } from '../token.ts';

/** A server with a Redis and a PostgreSQL of its own, both on core 1 beside the load. */
export interface IngestGround {
  readonly server: ServerProcess;
  readonly token: string;
  /** Counts the CPU time that `load` takes; `load` resolves to the number of fixes that were acknowledged. */
  measure(load: () => Promise<number>): Promise<Measurement>;
  stop(): Promise<void>;
}

/** Starts a program of `bench/servers` or `bench/peers` with both. */
export async function openIngestGround(program: string): Promise<IngestGround> {
  const [redis, postgres] = await Promise.all([openRedis(), openPostgres()]);
  const stopBoth = () => Promise.all([redis.stop(), postgres.stop()]);
  try {
    const env = {
      NODE_ENV: 'production',
      REDIS_URL: redis.url,
      DATABASE_URL: await postgres.createDatabase(),
    };
    const server = await startServer(program, { env });
    const used = () => [server.cpuSeconds(), postgres.cpuSeconds(), redis.cpuSeconds()] as const;
    return {
      server,
      token: await signToken(server.secret, 'dispatcher'),
      async measure(load) {
        const before = used();
        const started = performance.now();
        const fixes = await load();
        const seconds = (performance.now() - started) / 1000;
        const [ofServer, ofPostgres, ofRedis] = used().map((now, index) => now - (before[index] ?? 0));
        return {
          rate: fixes / seconds,
          perCpuSecond: fixes / (ofServer ?? Number.NaN),
          serverBusy: (ofServer ?? Number.NaN) / seconds,
          extra: {
            'PostgreSQL µs/fix': ((ofPostgres ?? Number.NaN) / fixes) * 1e6,
            'Redis µs/fix': ((ofRedis ?? Number.NaN) / fixes) * 1e6,
          },
        };
      },
      async stop() {
        await server.stop();
        await stopBoth();
      },
    };
  } catch (error) {
    await stopBoth();
    throw error;
  }
}
