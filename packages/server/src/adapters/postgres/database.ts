/**
 * A value that may be sent as a parameter. Bytes are a value in PostgreSQL's binary format (see `binary-array.ts`);
 * they are given away, and empty after the call.
 */
export type Parameter = string | number | boolean | null | Uint8Array<ArrayBuffer>;

/** One row by column name; the reader checks the cells. */
export type Row = Readonly<Record<string, unknown>>;

/** SQL with `$1…` placeholders. A name makes PostgreSQL keep the plan on its connection; one name, one text. */
export interface Statement {
  readonly name?: string;
  readonly text: string;
  /** Nobody needs to ask what its rows look like. */
  readonly returns?: 'nothing';
  /** Its answer is awaited for as long as it takes; PostgreSQL's own `statement_timeout` is the caller's to lift. */
  readonly patient?: true;
}

/** What can be asked inside and outside a transaction. */
export interface Queries {
  query(statement: Statement, parameters?: readonly Parameter[]): Promise<Row[]>;
  /** Several statements without parameters. `patient` waits for as long as it takes: for migrations. */
  exec(sql: string, patience?: 'patient'): Promise<void>;
}

/**
 * The one dialect's two drivers behind one face. Every call rejects with a StatementError when the database
 * refused what was said, and with WaycastError `unavailable` when it is not certain that it was done.
 */
export interface Database extends Queries {
  readonly kind: 'embedded' | 'postgres';
  /**
   * Runs on one connection between BEGIN and COMMIT; rolls back when `work` rejects. A refused statement spoils the
   * transaction: `work` must not catch its error and go on.
   */
  transaction<T>(work: (queries: Queries) => Promise<T>): Promise<T>;
  state(): DatabaseState;
  close(): Promise<void>;
}

export type DatabaseState = 'connected' | 'disconnected';

const UNIQUE_VIOLATION = '23505';

/** The database is there and says no: a value out of range, a broken constraint, wrong SQL. */
export class StatementError extends Error {
  /** Five characters, https://www.postgresql.org/docs/15/errcodes-appendix.html */
  readonly sqlState: string;

  constructor(message: string, sqlState: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'StatementError';
    this.sqlState = sqlState;
  }

  /** Whether the values are to blame (out of range, a constraint) rather than the SQL or the schema. */
  get blamesValues(): boolean {
    return this.sqlState.startsWith('22') || this.sqlState.startsWith('23');
  }

  /** Whether there is a row already where a unique index allows one. */
  get isTwice(): boolean {
    return this.sqlState === UNIQUE_VIOLATION;
  }
}

/** Classes of SQLSTATE that blame the values or the SQL; with all others the same statement may succeed later. */
const REFUSALS: ReadonlySet<string> = new Set(['0A', '21', '22', '23', '42', '44']);

/** Whether the statement itself was refused, so that repeating it is of no use. */
export function isRefusal(sqlState: string | undefined): sqlState is string {
  return sqlState !== undefined && REFUSALS.has(sqlState.slice(0, 2));
}
