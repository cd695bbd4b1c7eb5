import { WaycastError } from '@waycast/contract/errors';
import { type Backoff, backoffDelayMs, DEFAULT_BACKOFF } from './backoff.ts';
import { baseUrl } from './base-url.ts';
import { type Batch, fillBatch, type Queue, type Receipt, type Rejected, settleBatch } from './batch.ts';
import { asPromised } from './frame.ts';
import { type HttpOptions, request } from './http-request.ts';
import { Listeners } from './listeners.ts';
import type { ReporterOptions, ReporterStatus as SenderStatus } from './reporter.ts';
import { ROUTE_CALLS } from './routes.ts';
import { TokenSource } from './token.ts';
import { listenForHints } from './wake-hints.ts';
import { asWaycastError } from './wire-error.ts';

type SenderOptions = Omit<ReporterOptions, 'queue'>;

/** Where batches go, and the field of the body that holds them. */
export interface BatchRoute {
  readonly name: 'reportBatch' | 'postObservations';
  readonly field: 'updates' | 'observations';
}

const NOTHING_YET: SenderStatus = {
  queued: 0,
  accepted: 0,
  rejected: 0,
  dropped: 0,
  sending: false,
  lastAcceptedAt: null,
  retryAt: null,
  error: null,
};

/** Sends what a queue holds in batches, and keeps what was not acknowledged. */
export class BatchSender<T> {
  readonly #http: HttpOptions;
  readonly #queue: Queue<T>;
  readonly #route: BatchRoute;
  readonly #backoff: Backoff;
  readonly #random: () => number;
  readonly #batchMax: number;
  readonly #gatherMs: number;
  readonly #statusListeners = new Listeners<[SenderStatus]>();
  readonly #rejectedListeners = new Listeners<[readonly Rejected<T>[]]>();
  readonly #ended = new AbortController();
  readonly #stopHints: () => void;
  #status = NOTHING_YET;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #sending: Promise<void> | undefined;
  /** Something was queued while the last batch was on its way. */
  #more = false;
  #failures = 0;
  /** Items in the next batch: fewer after one was refused as a whole, to find the one that is to blame. */
  #limit: number;

  constructor(options: SenderOptions, queue: Queue<T>, route: BatchRoute) {
    this.#http = {
      url: baseUrl(options.url),
      tokens: new TokenSource(options.token),
      fetch: options.fetch ?? ((...input) => globalThis.fetch(...input)),
      timeoutMs: options.requestTimeoutMs ?? 30_000,
    };
    this.#queue = queue;
    this.#route = route;
    this.#backoff = options.backoff ?? DEFAULT_BACKOFF;
    this.#random = options.random ?? Math.random;
    this.#gatherMs = options.gatherMs ?? 0;
    this.#batchMax = batchMax(options.batchMax ?? 500);
    this.#limit = this.#batchMax;
    this.#stopHints = listenForHints({ woken: () => this.#sendIn(0), offline: () => undefined });
    this.#sendIn(0);
  }

  get status(): SenderStatus {
    return this.#status;
  }

  onStatus(listener: (status: SenderStatus) => void): () => void {
    return this.#statusListeners.add(listener);
  }

  onRejected(listener: (rejected: readonly Rejected<T>[]) => void): () => void {
    return this.#rejectedListeners.add(listener);
  }

  /** Queues it and starts sending. Resolves once it is queued. */
  async add(item: T): Promise<void> {
    if (this.#ended.signal.aborted)
      throw new WaycastError('unavailable', 'The reporter is closed. Create another one.');
    const dropped = await this.#queue.push(item);
    this.#more = true;
    this.#update({ dropped: this.#status.dropped + dropped, queued: await this.#queue.size() });
    // During a back-off what is new waits with the others.
    if (this.#sending === undefined && this.#timer === undefined) this.#sendIn(this.#gatherMs);
  }

  async flush(): Promise<void> {
    if (this.#ended.signal.aborted) return;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#sending ??= this.#send().finally(() => {
      this.#sending = undefined;
      // Queued after the last look into the queue.
      if (this.#more && this.#timer === undefined) this.#sendIn(this.#gatherMs);
    });
    await this.#sending;
  }

  close(): void {
    this.#stopHints();
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#ended.abort(new WaycastError('unavailable', 'The reporter was closed.'));
  }

  #sendIn(delayMs: number): void {
    if (this.#ended.signal.aborted) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      // `#send` turns every failure into a status and a later attempt.
      void this.flush();
    }, delayMs);
  }

  /** Sends batch after batch until nothing is queued or one fails. */
  async #send(): Promise<void> {
    this.#update({ sending: true, retryAt: null });
    try {
      do {
        this.#more = false;
        while (await this.#sendBatch());
      } while (this.#more);
      this.#update({ sending: false });
    } catch (error) {
      this.#failed(asWaycastError(error, 'Could not send'));
    }
  }

  /** Sends one batch; false when there was nothing to send. Throws when they have to wait. */
  async #sendBatch(): Promise<boolean> {
    const waiting = await this.#queue.peek(this.#limit);
    if (waiting.length === 0) {
      this.#update({ queued: 0 });
      return false;
    }
    // A queue on disk may hold what was queued before this sender was made.
    if (this.#status.queued < waiting.length) this.#update({ queued: await this.#queue.size() });
    const batch = fillBatch(waiting, this.#route.field);
    const receipt = await this.#post(batch);
    if (receipt === undefined) return true;
    const { done, rejected, kept } = settleBatch(batch.items, receipt);
    await this.#queue.remove(done);
    this.#limit = Math.min(this.#batchMax, this.#limit * 2);
    await this.#answered(done.length - rejected.length, rejected);
    if (kept !== undefined) throw kept;
    return true;
  }

  /** The server's receipt; undefined when it refused the batch as a whole for what is in it. */
  async #post({ items, body }: Batch<T>): Promise<Receipt | undefined> {
    const { method, path, token } = ROUTE_CALLS[this.#route.name];
    try {
      const response = await request(
        this.#http,
        { method, path, token, body },
        { signal: this.#ended.signal },
      );
      return asPromised<Receipt>(await response.json());
    } catch (error) {
      const blame = error instanceof WaycastError && (error.code === 'invalid' || error.code === 'too_large');
      if (!blame) throw error;
      const [only] = items;
      if (items.length > 1) this.#limit = Math.floor(items.length / 2);
      else if (only !== undefined) {
        await this.#queue.remove([only.key]);
        await this.#answered(0, [{ item: only.item, code: error.code, message: error.message }]);
      }
      return undefined;
    }
  }

  async #answered(accepted: number, rejected: readonly Rejected<T>[]): Promise<void> {
    this.#failures = 0;
    this.#update({
      accepted: this.#status.accepted + accepted,
      rejected: this.#status.rejected + rejected.length,
      lastAcceptedAt: accepted > 0 ? Date.now() : this.#status.lastAcceptedAt,
      queued: await this.#queue.size(),
      error: null,
    });
    if (rejected.length > 0) this.#rejectedListeners.tell(rejected);
  }

  #failed(error: WaycastError): void {
    if (this.#ended.signal.aborted) return this.#update({ sending: false });
    this.#failures += 1;
    const delayMs = (error.retryAfterMs ?? 0) + backoffDelayMs(this.#failures, this.#random(), this.#backoff);
    this.#update({ sending: false, error, retryAt: Date.now() + delayMs });
    this.#sendIn(delayMs);
  }

  #update(change: Partial<SenderStatus>): void {
    this.#status = { ...this.#status, ...change };
    this.#statusListeners.tell(this.#status);
  }
}

function batchMax(fixes: number): number {
  if (Number.isInteger(fixes) && fixes >= 1 && fixes <= 1000) return fixes;
  throw new RangeError(`batchMax is ${fixes}; it takes a whole number from 1 to 1000.`);
}
