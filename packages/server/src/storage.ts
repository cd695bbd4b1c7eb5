import { createLog } from './adapters/pino/log.ts';
import { IN_MEMORY } from './adapters/postgres/embedded/embedded-database.ts';
import { lockFolder } from './adapters/postgres/embedded/folder-lock.ts';
import { openPostgres, type PostgresStore } from './adapters/postgres/open-postgres.ts';
import { isTurnedAway } from './adapters/postgres/turned-away.ts';
import type { Upkeep } from './adapters/postgres/upkeep/upkeep.ts';
import { openJournal } from './adapters/spool/open-journal.ts';
import type { Closers } from './closers.ts';
import type { WaycastConfig } from './config.ts';
import { SpooledHistory, type SpoolTotals } from './kernel/spooled-history.ts';
import { isUnavailable } from './kernel/unavailable.ts';
import { keepingOf } from './kernel-settings.ts';
import { type Clock, systemClock } from './ports/clock.ts';
import type { History } from './ports/history.ts';
import type { Log } from './ports/log.ts';

const MEGABYTE = 1024 ** 2;
/** Between two attempts to migrate a database that was away at the start. */
const RETRY_MS = 1000;
/** After one that failed for another reason, which somebody has to mend. */
const RETRY_BROKEN_MS = 30_000;

/** What is stored, and where it waits while the database is away. */
export interface Storage extends Omit<PostgresStore, 'migrate' | 'startUpkeep' | 'close'> {
  /** The database answers, and its schema is not up to date yet. */
  migrating(): boolean;
  /** Resolves when `work` is done, or at once when it has to wait for a database that is away: it is done later then. */
  whenReady(work: () => Promise<void>): Promise<void>;
  /** By step, what the upkeep of the history has done; nothing before the schema is up to date. */
  upkeep(): Partial<ReturnType<Upkeep['totals']>>;
  /** Absent where nothing waits on disk. */
  readonly spool: Spool | undefined;
}

export interface Spool {
  readonly maxBytes: number;
  bytes(): number;
  totals(): SpoolTotals;
}

/** Brings the database up to date and gives it to one piece of work, without serving: nothing waits on disk. */
export async function withStore<T>(
  config: WaycastConfig,
  work: (store: PostgresStore) => Promise<T>,
): Promise<T> {
  const { databaseUrl: url, dataDir, logLevel } = config;
  const log = createLog(logLevel);
  const store = await openPostgres({ url, dataDir, log, clock: systemClock, keeping: keepingOf(config) });
  try {
    await store.migrate('patient');
    return await work(store);
  } finally {
    await store.close();
  }
}

export interface StorageParts {
  readonly config: WaycastConfig;
  readonly isWorker: boolean;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * Opens the database and brings its schema up to date. Where fixes may wait on disk, a database that is away at the
 * start is waited for in the background, and everything that asks it rejects with `unavailable` meanwhile.
 */
export async function openStorage(parts: StorageParts, closers: Closers): Promise<Storage> {
  const { config, clock, log } = parts;
  const { databaseUrl: url, dataDir } = config;
  const store = await openPostgres({ url, dataDir, log, clock, keeping: keepingOf(config) });
  closers.push(() => store.close());
  const hasSpool = config.spoolMaxMb > 0 && config.dataDir !== IN_MEMORY;
  const schema = await openSchema(store, parts, hasSpool, closers);
  const away = (): boolean => !schema.ready() || store.state() === 'disconnected';
  const { history, spool } = hasSpool
    ? await openSpool(parts, store.history, away, closers)
    : { history: store.history, spool: undefined };
  let upkeep: Upkeep | undefined;
  closers.push(() => upkeep?.close());
  await schema.whenReady(async () => {
    upkeep ??= store.startUpkeep();
  });
  return {
    ...store,
    history,
    upkeep: () => upkeep?.totals() ?? {},
    state: () => (schema.ready() ? store.state() : 'disconnected'),
    migrating: () => !schema.ready() && store.state() === 'connected',
    whenReady: (work) => schema.whenReady(work),
    spool,
  };
}

async function openSpool(parts: StorageParts, inner: History, away: () => boolean, closers: Closers) {
  const { config, isWorker, clock, log } = parts;
  const maxBytes = config.spoolMaxMb * MEGABYTE;
  const lock = (folder: string) => lockFolder(folder, log);
  const { journal, close } = await openJournal({
    dataDir: config.dataDir,
    maxBytes,
    isWorker,
    lock,
    clock,
    log,
  });
  closers.push(close);
  const history = new SpooledHistory({ history: inner, journal, away, clock, log });
  closers.push(() => history.close());
  const spool: Spool = { maxBytes, bytes: () => journal.bytes, totals: () => history.totals };
  return { history, spool };
}

interface Schema {
  ready(): boolean;
  whenReady(work: () => Promise<void>): Promise<void>;
}

/** Migrates now, or again and again in the background while the database is away. */
async function openSchema(
  store: PostgresStore,
  { clock, log }: StorageParts,
  mayWait: boolean,
  closers: Closers,
): Promise<Schema> {
  const waiting: (() => Promise<void>)[] = [];
  let ready = false;
  let closed = false;
  let cancel: (() => void) | undefined;

  async function attempt(): Promise<void> {
    if (!ready) {
      const { applied } = await store.migrate();
      if (applied.length > 0) log.info({ applied }, 'database migrated');
    }
    ready = true;
    for (let [work] = waiting; work !== undefined; [work] = waiting) {
      await work();
      waiting.shift();
    }
  }
  function retry(error: unknown): void {
    if (closed) return;
    const away = isUnavailable(error);
    if (!away) log.error({ err: error }, 'The database cannot be brought up to date; trying again');
    cancel = clock.after(away ? RETRY_MS : RETRY_BROKEN_MS, () => void attempt().catch(retry));
  }

  closers.push(() => {
    closed = true;
    cancel?.();
  });
  await attempt().catch((error: unknown) => {
    if (!mayWait || !isUnavailable(error) || isTurnedAway(error)) throw error;
    log.warn({}, 'Serving without the database: fixes wait on disk until it is there, reading answers 503');
    retry(error);
  });
  return {
    ready: () => ready,
    whenReady: async (work) => (ready ? work() : void waiting.push(work)),
  };
}
