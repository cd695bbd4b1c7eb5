/*
 * The embedded database's own thread. PGlite computes on the thread that calls it: 1,000 rows take some 50 ms,
 * which no event loop with sockets on it can spare.
 */
import { readFile } from 'node:fs/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { PGlite } from '@electric-sql/pglite';
import { keepCheckpoints } from './checkpoints.ts';
import type { PgliteReply, PgliteRequest, PgliteWorkerOptions } from './messages.ts';
import { PreparedStatements } from './prepared-statements.ts';
import { SYNCED_START_PARAMETERS, SyncedNodeFS } from './synced-node-fs.ts';
import { warmUpSoon } from './warm-up.ts';

/** The engine has aborted (PANIC, out of memory): nothing it says later counts, so the thread ends. */
const ENGINE_FAILURES: ReadonlySet<string> = new Set(['RuntimeError', 'ExitStatus']);

/** Our own statement came in between those of a transaction that was refused one and has not ended yet. */
const IN_FAILED_TRANSACTION = '25P02';

const port = parentPort;
if (port === null) throw new Error('pglite-worker runs as a worker thread only.');
const reply = (message: PgliteReply) => port.postMessage(message);

const database = await start(workerData);
const prepared = new PreparedStatements(database);
const endUpkeep = [keepCheckpoints(database, fail), warmUpSoon(database, fail)];
port.on('message', (request: PgliteRequest) => void answer(request));
reply({ kind: 'started' });

/** A checkpoint that fails means a disk that fails: better a thread that ends, and says so, than a growing log. */
function fail(error: unknown): void {
  if (sqlStateOf(error) !== IN_FAILED_TRANSACTION) throw error;
}

function sqlStateOf(error: unknown): string | undefined {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : undefined;
}

async function start({ folder, seed }: PgliteWorkerOptions): Promise<PGlite> {
  const loadDataDir = seed === undefined ? {} : { loadDataDir: new Blob([await readFile(seed)]) };
  if (folder === undefined) return PGlite.create(loadDataDir);
  return PGlite.create({
    fs: new SyncedNodeFS(folder),
    startParams: [...SYNCED_START_PARAMETERS],
    relaxedDurability: false,
    ...loadDataDir,
  });
}

async function answer(request: PgliteRequest): Promise<void> {
  const { id } = request;
  try {
    reply({ kind: 'done', id, rows: await perform(request) });
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    reply({ kind: 'failed', id, message, sqlState: sqlStateOf(error) });
    if (error instanceof Error && ENGINE_FAILURES.has(error.name)) throw error;
  }
}

async function perform(request: PgliteRequest) {
  switch (request.kind) {
    case 'query':
      return (await database.query<Record<string, unknown>>(request.text, [...request.parameters])).rows;
    case 'run':
      await prepared.run(request.name, request.text, request.parameters);
      return [];
    case 'exec':
      await database.exec(request.text);
      return [];
    case 'close':
      for (const end of endUpkeep) end();
      await database.close();
      return [];
  }
}
