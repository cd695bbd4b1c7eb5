/** What `rivals.ts` is to do. */
export interface Rivalry {
  readonly url: string;
  readonly secret: string;
  readonly databaseUrl: string;
  readonly transport: 'http' | 'websocket';
  /** Who accept each order at the same moment. */
  readonly rivals: number;
  readonly drivers: number;
  /** Acceptances a second of all together; null: as many as are answered. */
  readonly perSecond: number | null;
  readonly warmUpSeconds: number;
  readonly seconds: number;
  /** Processes whose CPU time is counted. */
  readonly pids: { readonly server: number; readonly postgres: number; readonly redis: number };
}

/** Milliseconds from the moment at which all asked. */
interface Waits {
  readonly p50: number;
  readonly p99: number;
}

/** What it prints. */
export interface RivalryFigures {
  readonly accepts: number;
  readonly orders: number;
  readonly seconds: number;
  readonly all: Waits;
  readonly winners: Waits;
  readonly losers: Waits;
  /** CPU seconds; `rivals`: of the program itself. */
  readonly cpu: Readonly<Record<'server' | 'postgres' | 'redis' | 'rivals', number>>;
}
