import { startRedis } from '../../test/fixtures/redis.ts';
import { cpuSecondsOf, pinTo, residentMbOf } from './process-tree.ts';

/** A Redis server of the bench's own, in memory only, on a free port. */
export interface BenchRedis {
  /** `redis://127.0.0.1:PORT`. */
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  cpuSeconds(): number;
  residentMb(): number;
  /** One command as an administrator; the reply as redis-cli's JSON. */
  cli(...command: string[]): Promise<unknown>;
  stop(): Promise<void>;
}

/** Starts `redis-server` on core 1 unless told otherwise; `settings` are further command line options of it. */
export async function openRedis({
  core = '1',
  settings = [] as readonly string[],
} = {}): Promise<BenchRedis> {
  const redis = await startRedis(settings);
  const { url, port, pid } = redis;
  pinTo(pid, core);
  return {
    url,
    port,
    pid,
    cpuSeconds: () => cpuSecondsOf(pid),
    residentMb: () => residentMbOf(pid),
    cli: (...command) => redis.cli(...command),
    stop: () => redis.stop(),
  };
}
