/** What `chats.ts` is to do. */
export interface Chatting {
  /** Customers are at the first server and agents at the last. */
  readonly urls: readonly string[];
  readonly secret: string;
  readonly conversations: number;
  /** Messages a second of all together. */
  readonly perSecond: number;
  readonly warmUpSeconds: number;
  readonly seconds: number;
  /** Processes whose CPU time is counted. */
  readonly pids: { readonly servers: readonly number[]; readonly postgres: number; readonly redis: number };
}

/** Milliseconds. */
interface Waits {
  readonly p50: number;
  readonly p99: number;
}

/** What it prints. */
export interface ChattingFigures {
  readonly sent: number;
  readonly seconds: number;
  /** From when a message was due to when the other side had it, and to its acknowledgement. */
  readonly delivered: Waits;
  readonly acknowledged: Waits;
  /** CPU seconds; `chats`: of the program itself. */
  readonly cpu: Readonly<Record<'servers' | 'postgres' | 'redis' | 'chats', number>>;
}
