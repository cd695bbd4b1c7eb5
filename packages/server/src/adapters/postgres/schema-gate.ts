import { WaycastError } from '@waycast/contract';
import {
  type Database,
  type DatabaseState,
  type Parameter,
  type Queries,
  type Row,
  type Statement,
  StatementError,
} from './database.ts';

const RETRY_AFTER_MS = 1000;

/**
 * A database whose schema may not be there yet. Until it is said to be up to date, what is refused for another reason
 * than its values is `unavailable`: whoever asks waits for it as for a database that is away.
 */
export class SchemaGate implements Database {
  readonly kind: Database['kind'];
  readonly #database: Database;
  #isUpToDate = false;

  constructor(database: Database) {
    this.kind = database.kind;
    this.#database = database;
  }

  upToDate(): void {
    this.#isUpToDate = true;
  }

  query(statement: Statement, parameters?: readonly Parameter[]): Promise<Row[]> {
    return this.#pass(this.#database.query(statement, parameters));
  }

  exec(sql: string, patience?: 'patient'): Promise<void> {
    return this.#pass(this.#database.exec(sql, patience));
  }

  transaction<T>(work: (queries: Queries) => Promise<T>): Promise<T> {
    return this.#pass(this.#database.transaction(work));
  }

  state(): DatabaseState {
    return this.#database.state();
  }

  close(): Promise<void> {
    return this.#database.close();
  }

  #pass<T>(answer: Promise<T>): Promise<T> {
    if (this.#isUpToDate) return answer;
    return answer.catch((error: unknown) => {
      if (!(error instanceof StatementError) || error.blamesValues) throw error;
      const message = 'The database is not up to date yet. Keep the data and try again.';
      throw new WaycastError('unavailable', message, { retryAfterMs: RETRY_AFTER_MS, cause: error });
    });
  }
}
