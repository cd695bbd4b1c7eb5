import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { WaycastError } from '@waycast/contract';
import type { Clock } from '../../../ports/clock.ts';
import type { Log } from '../../../ports/log.ts';
import type { Database, DatabaseState, Parameter, Queries, Row, Statement } from '../database.ts';
import { lockFolder } from './folder-lock.ts';
import { PgliteThread } from './pglite-thread.ts';
import { prepareFolder, prepareMemory } from './prepare-folder.ts';
import { Turns } from './turns.ts';

/** `dataDir` that keeps everything in memory, for tests and trials. */
export const IN_MEMORY = 'memory';
const MAX_WAITING_QUERIES = 1000;
const RESTART_DELAY_MS = 1000;

export interface EmbeddedOptions {
  /** Folder of this server's data; the database is in `pgdata` below it. `memory` keeps it in memory. */
  readonly dataDir: string;
  readonly log: Log;
  readonly clock: Clock;
}

/** Embedded PostgreSQL in a thread of its own: one connection, so calls take turns. A thread that dies is replaced. */
export class EmbeddedDatabase implements Database {
  readonly kind = 'embedded';
  readonly #options: EmbeddedOptions;
  readonly #unlock: () => Promise<void>;
  readonly #turns = new Turns(MAX_WAITING_QUERIES);
  #thread: PgliteThread | undefined;
  #cancelRestart: (() => void) | undefined;
  #restarting: Promise<void> = Promise.resolve();
  #closed = false;

  private constructor(options: EmbeddedOptions, unlock: () => Promise<void>) {
    this.#options = options;
    this.#unlock = unlock;
  }

  /** Locks the folder and starts the thread. Rejects when the folder is in use or the database cannot start. */
  static async open(options: EmbeddedOptions): Promise<EmbeddedDatabase> {
    const inMemory = options.dataDir === IN_MEMORY;
    if (!inMemory) await mkdir(options.dataDir, { recursive: true });
    const unlock = inMemory ? async () => undefined : await lockFolder(options.dataDir, options.log);
    const database = new EmbeddedDatabase(options, unlock);
    try {
      await database.#start();
      return database;
    } catch (cause) {
      await unlock();
      const where = inMemory ? 'in memory' : `in ${join(options.dataDir, 'pgdata')}`;
      throw new Error(`The embedded database ${where} does not start: ${String(cause)}`, { cause });
    }
  }

  state(): DatabaseState {
    return this.#thread === undefined ? 'disconnected' : 'connected';
  }

  query(statement: Statement, parameters: readonly Parameter[] = []): Promise<Row[]> {
    return this.#turns.take(() => this.#living().query(statement, parameters));
  }

  exec(sql: string): Promise<void> {
    return this.#turns.take(() => this.#living().exec(sql));
  }

  transaction<T>(work: (queries: Queries) => Promise<T>): Promise<T> {
    return this.#turns.take(async () => {
      const thread = this.#living();
      await thread.exec('begin');
      try {
        const result = await work({
          query: (statement, parameters = []) => thread.query(statement, parameters),
          exec: (sql) => thread.exec(sql),
        });
        await thread.exec('commit');
        return result;
      } catch (error) {
        // When even the rollback fails the thread is gone, and the transaction with it.
        await thread.exec('rollback').catch(() => undefined);
        throw error;
      }
    });
  }

  /** Waits for the calls before it, writes a checkpoint, ends the thread and unlocks the folder. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    this.#cancelRestart?.();
    await this.#restarting;
    await this.#turns.idle();
    await this.#thread?.close();
    this.#thread = undefined;
    await this.#unlock();
  }

  /** Ends the thread as a crash would, to see that a new one takes over. Resolves when it has ended. */
  async crash(): Promise<void> {
    const thread = this.#thread;
    await thread?.kill();
    await thread?.ended;
  }

  async #start(): Promise<void> {
    const { dataDir } = this.#options;
    const prepared = dataDir === IN_MEMORY ? await prepareMemory() : await prepareFolder(dataDir);
    const thread = new PgliteThread({ folder: prepared.folder, seed: prepared.seed });
    await thread.started;
    await prepared.done();
    if (this.#closed) return thread.close();
    this.#thread = thread;
    void thread.ended.then((reason) => this.#onEnd(reason));
  }

  #onEnd(reason: Error | undefined): void {
    this.#thread = undefined;
    if (reason === undefined || this.#closed) return;
    const { log, dataDir } = this.#options;
    if (dataDir === IN_MEMORY) {
      log.error({ err: reason }, 'The embedded database in memory has ended and its data with it');
      return;
    }
    log.error({ err: reason }, 'The embedded database has ended unexpectedly; starting it again');
    this.#restartSoon();
  }

  #restartSoon(): void {
    const { log, clock } = this.#options;
    this.#cancelRestart = clock.after(RESTART_DELAY_MS, () => {
      this.#restarting = this.#start().then(
        () => log.info({}, 'The embedded database runs again'),
        (error) => {
          log.error({ err: error }, 'The embedded database does not start; trying again');
          if (!this.#closed) this.#restartSoon();
        },
      );
    });
  }

  #living(): PgliteThread {
    if (this.#thread !== undefined) return this.#thread;
    throw new WaycastError('unavailable', 'The embedded database is starting. Keep the data and try again.', {
      retryAfterMs: RESTART_DELAY_MS,
    });
  }
}
