import cluster, { type Worker } from 'node:cluster';
import { Socket } from 'node:net';
import { type FromWorker, fromWorker, type ToWorker } from './messages.ts';
import { failuresAfter, respawnDelayMs } from './respawn-delay.ts';
import { stopReading } from './stop-reading.ts';

export interface SlotParts {
  /** Counted from 1. */
  readonly number: number;
  /** The command line of its worker. */
  readonly args: readonly string[];
  /** Takes a connection for another worker. */
  readonly handOver: (message: Extract<FromWorker, { type: 'hand-over' }>, connection: Socket) => void;
  readonly say: (line: string) => void;
}

/**
 *   start ─▶ starting ─▶ serving ─▶ (ended) ─▶ back-off ─▶ starting …
 *                └─ the first time it fails, `start` rejects
 *
 * One of a server's workers: a process, and another in its place when it ends unasked.
 */
export class WorkerSlot {
  readonly #parts: SlotParts;
  #worker: Worker | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #failures = 0;
  #servingSince: number | undefined;
  #stopping = false;

  constructor(parts: SlotParts) {
    this.#parts = parts;
  }

  /** Starts the worker; resolves to its address once it serves. Rejects with its reason when it cannot. */
  start(): Promise<string> {
    return new Promise((resolve, reject) => {
      let reason = `worker ${this.#parts.number} ended before it served; its log says why`;
      const worker = this.#fork();
      worker.on('message', (message) => {
        const told = fromWorker(message);
        if (told?.type === 'serving') resolve(told.url);
        if (told?.type === 'failed') reason = told.reason;
      });
      worker.once('exit', () => reject(new Error(reason)));
    });
  }

  /** Asks the worker to drain and end. Resolves to whether it ended well. */
  async stop(): Promise<boolean> {
    this.#stopping = true;
    clearTimeout(this.#timer);
    const worker = this.#worker;
    if (worker === undefined) return true;
    const ended = new Promise<boolean>((resolve) => worker.once('exit', (code) => resolve(code === 0)));
    this.send({ type: 'stop' });
    return ended;
  }

  /** Ends the worker at once. Resolves when it is gone. */
  async kill(): Promise<void> {
    const ended = this.stop();
    this.#worker?.process.kill('SIGKILL');
    await ended;
  }

  /** False when there is no worker to take it at present. */
  send(message: ToWorker, connection?: Socket): boolean {
    if (this.#worker?.isConnected() !== true) return false;
    if (connection !== undefined) stopReading(connection);
    this.#worker.send(message, connection);
    return true;
  }

  #fork(): Worker {
    const { number, args, say } = this.#parts;
    cluster.setupPrimary({ args: [...args] });
    const worker = cluster.fork();
    this.#worker = worker;
    this.#servingSince = undefined;
    worker.on('message', (message, connection) => {
      const told = fromWorker(message);
      if (told?.type === 'serving') this.#servingSince = Date.now();
      if (told?.type === 'hand-over' && connection instanceof Socket) this.#parts.handOver(told, connection);
      // The first time, `start` rejects with it.
      if (told?.type === 'failed' && this.#failures > 0)
        say(`worker ${number} could not start: ${told.reason}`);
    });
    // Its end is told by `exit`; this is what a message to a process on its way out runs into.
    worker.on('error', (error) => say(`worker ${number}: ${error.message}`));
    worker.once('exit', (code, signal) => this.#ended(signal ?? `code ${code}`));
    return worker;
  }

  #ended(how: string): void {
    this.#worker = undefined;
    const first = this.#servingSince === undefined && this.#failures === 0;
    if (this.#stopping || first) return;
    this.#failures = failuresAfter(this.#failures, Date.now() - (this.#servingSince ?? Date.now()));
    const delayMs = respawnDelayMs(this.#failures);
    this.#parts.say(
      `worker ${this.#parts.number} ended with ${how}; another takes its place in ${delayMs} ms`,
    );
    this.#timer = setTimeout(() => this.#fork(), delayMs);
  }
}
