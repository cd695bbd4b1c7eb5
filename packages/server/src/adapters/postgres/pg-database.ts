import { WaycastError } from '@waycast/contract';
import pg from 'pg';
import type { Clock } from '../../ports/clock.ts';
import type { Log } from '../../ports/log.ts';
import { Availability } from './availability.ts';
import {
  type Database,
  isRefusal,
  type Parameter,
  type Queries,
  type Row,
  type Statement,
  StatementError,
} from './database.ts';

const CONNECT_TIMEOUT_MS = 5000;
const STATEMENT_TIMEOUT_MS = 30_000;
/** Longer than the server's own limit, so that it only ends what a dead network would never answer. */
const ANSWER_TIMEOUT_MS = STATEMENT_TIMEOUT_MS + 5000;
const PATIENT_TIMEOUT_MS = 3_600_000;
const RETRY_AFTER_MS = 1000;

export interface PgDatabaseOptions {
  /** `postgresql://` address. */
  readonly url: string;
  readonly log: Log;
  readonly clock: Clock;
  /** Connections at the most; default 10. */
  readonly maxConnections?: number;
}

/** PostgreSQL through a pool that connects on demand and never gives up; opening it does not connect. */
export class PgDatabase implements Database {
  readonly kind = 'postgres';
  readonly #pool: pg.Pool;
  readonly #availability: Availability;

  constructor({ url, log, clock, maxConnections = 10 }: PgDatabaseOptions) {
    this.#pool = new pg.Pool({
      connectionString: url,
      application_name: 'waycast',
      max: maxConnections,
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      statement_timeout: STATEMENT_TIMEOUT_MS,
      query_timeout: ANSWER_TIMEOUT_MS,
      keepAlive: true,
    });
    this.#availability = new Availability({ log, clock, probe: () => this.#probe() });
    // An idle connection that ends says nothing about the database: one may have been terminated by hand.
    this.#pool.on('error', () => void this.#probe());
  }

  state(): 'connected' | 'disconnected' {
    return this.#availability.state;
  }

  query(statement: Statement, parameters: readonly Parameter[] = []): Promise<Row[]> {
    return this.#report(run(this.#pool, statement, parameters));
  }

  async exec(sql: string): Promise<void> {
    await this.#report(this.#pool.query({ text: sql }));
  }

  async transaction<T>(work: (queries: Queries) => Promise<T>): Promise<T> {
    const client = await this.#report(this.#pool.connect());
    // Without a listener, a connection that ends between two statements would end the process.
    const onError = (error: Error) => this.#availability.lost(error);
    client.on('error', onError);
    let broken: Error | undefined;
    try {
      return await this.#inTransaction(client, work);
    } catch (error) {
      broken = await rollback(client);
      throw error;
    } finally {
      client.off('error', onError);
      client.release(broken);
    }
  }

  async close(): Promise<void> {
    this.#availability.close();
    if (!this.#pool.ending) await this.#pool.end();
  }

  async #inTransaction<T>(client: pg.PoolClient, work: (queries: Queries) => Promise<T>): Promise<T> {
    const queries: Queries = {
      query: (statement, parameters = []) => this.#report(run(client, statement, parameters)),
      exec: async (sql, patience) => {
        await this.#report(client.query({ text: sql, ...timeoutOf(patience === 'patient') }));
      },
    };
    await queries.exec('begin');
    const result = await work(queries);
    await queries.exec('commit');
    return result;
  }

  /** Notes whether the database answered, and turns the driver's errors into ours. */
  async #report<T>(answer: Promise<T>): Promise<T> {
    try {
      const result = await answer;
      this.#availability.reached();
      return result;
    } catch (error) {
      if (answered(error)) this.#availability.reached();
      else this.#availability.lost(error);
      if (error instanceof pg.DatabaseError && isRefusal(error.code)) {
        throw new StatementError(error.message, error.code, { cause: error });
      }
      throw new WaycastError(
        'unavailable',
        'The database does not answer now. Keep the data and try again.',
        {
          retryAfterMs: RETRY_AFTER_MS,
          cause: error,
        },
      );
    }
  }

  async #probe(): Promise<void> {
    if (this.#pool.ending) return;
    try {
      await this.#pool.query('select 1');
      this.#availability.reached();
    } catch (error) {
      this.#availability.lost(error);
    }
  }
}

/** The driver takes a limit per query too, which its types do not know. */
function timeoutOf(isPatient: boolean): { readonly query_timeout?: number } {
  return isPatient ? { query_timeout: PATIENT_TIMEOUT_MS } : {};
}

/** Whether a living server said this about one statement; FATAL and PANIC end the connection or never let us in. */
function answered(error: unknown): boolean {
  return error instanceof pg.DatabaseError && error.severity === 'ERROR';
}

async function run(
  on: pg.Pool | pg.PoolClient,
  { name, text, patient }: Statement,
  parameters: readonly Parameter[],
): Promise<Row[]> {
  const kept = name === undefined ? {} : { name };
  const query = { text, values: [...parameters], ...kept, ...timeoutOf(patient === true) };
  const { rows } = await on.query<Row>(query);
  return rows;
}

/** The error that makes the connection unfit for others, if even the rollback fails. */
async function rollback(client: pg.PoolClient): Promise<Error | undefined> {
  try {
    await client.query('rollback');
    return undefined;
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}
