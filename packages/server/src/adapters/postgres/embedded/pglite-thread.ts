import { Worker } from 'node:worker_threads';
import { WaycastError } from '@waycast/contract';
import { isRefusal, type Parameter, type Row, type Statement, StatementError } from '../database.ts';
import type { PgliteReply, PgliteRequest, PgliteWorkerOptions } from './messages.ts';

/** A request without its id. */
type Question = PgliteRequest extends infer R ? (R extends PgliteRequest ? Omit<R, 'id'> : never) : never;

interface Pending {
  readonly resolve: (rows: Row[]) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * One life of the embedded database's thread. After it has ended, whether asked to or not, every call rejects with
 * `unavailable`; `ended` resolves with the reason, or undefined when it was closed.
 */
export class PgliteThread {
  readonly ended: Promise<Error | undefined>;
  readonly started: Promise<void>;
  readonly #worker: Worker;
  readonly #pending = new Map<number, Pending>();
  #lastId = 0;
  #closing = false;
  #over = false;

  constructor(options: PgliteWorkerOptions) {
    this.#worker = new Worker(workerFile(), { workerData: options, name: 'waycast-pglite' });
    this.ended = new Promise((resolve) => this.#onEnd(resolve));
    this.started = new Promise((resolve, reject) => {
      this.#worker.on('message', (reply: PgliteReply) =>
        reply.kind === 'started' ? resolve() : this.#settle(reply),
      );
      void this.ended.then((reason) => reject(reason ?? new Error('Closed while starting.')));
    });
    // Whoever opens the database awaits `started`; after that a rejection is of no interest.
    this.started.catch(() => undefined);
  }

  query({ name, text, returns }: Statement, parameters: readonly Parameter[]): Promise<Row[]> {
    if (name !== undefined && returns === 'nothing' && areBinary(parameters))
      return this.#ask({ kind: 'run', name, text, parameters });
    return this.#ask({ kind: 'query', text, parameters });
  }

  async exec(text: string): Promise<void> {
    await this.#ask({ kind: 'exec', text });
  }

  /** Writes a checkpoint and ends the thread. */
  async close(): Promise<void> {
    if (this.#over) return;
    this.#closing = true;
    await this.#ask({ kind: 'close' }).finally(() => this.#worker.terminate());
  }

  /** Ends the thread where it stands, as a crash would. */
  async kill(): Promise<void> {
    await this.#worker.terminate();
  }

  #ask(question: Question): Promise<Row[]> {
    if (this.#over) return Promise.reject(gone(undefined));
    const id = ++this.#lastId;
    return new Promise((resolve, reject) => {
      this.#pending.set(id, { resolve, reject });
      this.#worker.postMessage({ ...question, id } satisfies PgliteRequest, bytesOf(question));
    });
  }

  #settle(reply: Exclude<PgliteReply, { kind: 'started' }>): void {
    const pending = this.#pending.get(reply.id);
    this.#pending.delete(reply.id);
    if (reply.kind === 'done') pending?.resolve(reply.rows);
    else if (isRefusal(reply.sqlState)) pending?.reject(new StatementError(reply.message, reply.sqlState));
    else pending?.reject(gone(new Error(reply.message)));
  }

  #onEnd(report: (reason: Error | undefined) => void): void {
    let reason: Error | undefined;
    this.#worker.on('error', (error) => {
      reason = error instanceof Error ? error : new Error(String(error));
    });
    this.#worker.once('exit', (code) => {
      const cause = this.#closing ? undefined : (reason ?? new Error(`The thread ended with code ${code}.`));
      this.#over = true;
      for (const { reject } of this.#pending.values()) reject(gone(cause));
      this.#pending.clear();
      report(cause);
    });
  }
}

function areBinary(parameters: readonly Parameter[]): parameters is readonly Uint8Array<ArrayBuffer>[] {
  return parameters.every((value) => value instanceof Uint8Array);
}

/** Memory that moves to the other thread instead of being copied. */
function bytesOf(question: Question): ArrayBuffer[] {
  if (question.kind !== 'query' && question.kind !== 'run') return [];
  return question.parameters.flatMap((value) => (value instanceof Uint8Array ? [value.buffer] : []));
}

function gone(cause: Error | undefined): WaycastError {
  const message = 'The embedded database does not answer now. Keep the data and try again.';
  return new WaycastError('unavailable', message, { retryAfterMs: 1000, cause });
}

/** Beside this file: `.ts` in the checkout, `.js` once built. */
function workerFile(): URL {
  return new URL(
    import.meta.url.endsWith('.ts') ? './pglite-worker.ts' : './pglite-worker.js',
    import.meta.url,
  );
}
