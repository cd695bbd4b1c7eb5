import { startPostgres } from '../../test/fixtures/postgres.ts';
import { cpuSecondsOf, pinTo } from './process-tree.ts';

/** A PostgreSQL server of the bench's own in a temporary folder, with fsync on as in production. */
export interface BenchPostgres {
  readonly pid: number;
  /** A new, empty database; returns its `postgresql://` address. */
  createDatabase(): Promise<string>;
  /** CPU seconds so far of the server and all its connections, those that ended too. */
  cpuSeconds(): number;
  stop(): Promise<void>;
}

/** Starts PostgreSQL on a free port, on core 1 unless told otherwise. */
export async function openPostgres({ core = '1' } = {}): Promise<BenchPostgres> {
  const postgres = await startPostgres();
  const { pid } = postgres;
  // Connections are its children and stay on its core.
  pinTo(pid, core);
  return {
    pid,
    createDatabase: () => postgres.createDatabase(),
    cpuSeconds: () => cpuSecondsOf(pid),
    stop: () => postgres.stop(),
  };
}
