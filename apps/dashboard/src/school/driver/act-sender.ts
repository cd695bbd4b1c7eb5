import { WaycastError } from '@waycast/client';
import { isFinal } from '../../session/is-final.ts';
import type { SchoolApi } from '../api/school-api.ts';
import { type Act, type NextCall, nextCall, type QueuedAct, type Tap } from './acts.ts';
import type { DriverStore } from './idb-driver-store.ts';

/** Something that the server did not take, or took with a remark, in words. */
export interface Remark {
  readonly id: string;
  readonly flag: string | null;
  readonly studentId: string | null;
  readonly message: string | null;
}

export interface SenderState {
  readonly waiting: readonly QueuedAct[];
  readonly remarks: readonly Remark[];
  /** Why the last attempt failed; null after a success. */
  readonly problem: string | null;
}

export interface SenderOptions {
  readonly store: DriverStore;
  readonly api: Pick<SchoolApi, 'startTrip' | 'completeTrip' | 'reportBoardings'>;
  /** After a success: what the server knows may be read again. */
  readonly onSent: () => void;
  /** How long a tap may still be taken back before it is sent. */
  readonly holdMs?: number;
}

const HOLD_MS = 4000;
const FIRST_RETRY_MS = 2000;
const LAST_RETRY_MS = 60_000;
const REMARKS_MAX = 20;

/** Sends what waits on the phone, in order, for as long as it takes. */
export class ActSender {
  readonly #options: SenderOptions;
  readonly #listeners = new Set<() => void>();
  #state: SenderState = { waiting: [], remarks: [], problem: null };
  #timer: ReturnType<typeof setTimeout> | undefined;
  #sending = false;
  #failures = 0;
  #closed = false;

  constructor(options: SenderOptions) {
    this.#options = options;
    this.#reread(0);
  }

  get state(): SenderState {
    return this.#state;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Keeps it on the phone, shows it at once, and sends it a little later. Resolves with its key. */
  async add(act: Act): Promise<number> {
    const key = await this.#options.store.push(act);
    this.#reread(this.#options.holdMs ?? HOLD_MS);
    return key;
  }

  /** Takes back what has not been sent; what has cannot be. */
  async takeBack(key: number): Promise<void> {
    await this.#options.store.remove([key]);
    this.#reread(this.#options.holdMs ?? HOLD_MS);
  }

  /** Tries now, as when the connection is back. */
  poke(): void {
    this.#failures = 0;
    this.#sendIn(0);
  }

  forget(remarkId: string): void {
    this.#tell({ remarks: this.#state.remarks.filter(({ id }) => id !== remarkId) });
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
  }

  #reread(thenAfterMs: number): void {
    this.#options.store
      .waiting()
      .then((waiting) => {
        this.#tell({ waiting });
        if (waiting.length > 0) this.#sendIn(thenAfterMs);
      })
      .catch((error: unknown) => this.#tell({ problem: `This phone keeps no data: ${String(error)}` }));
  }

  #sendIn(afterMs: number): void {
    if (this.#closed) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#send(), afterMs);
  }

  /** Every failure becomes a state. What is sent is read now: the state may be older than the last removal. */
  async #send(): Promise<void> {
    if (this.#sending || this.#closed) return;
    this.#sending = true;
    let call: NextCall | undefined;
    try {
      call = nextCall(await this.#options.store.waiting());
      if (call !== undefined) await this.#settle(call, await this.#call(call));
    } catch (error) {
      await this.#failed(call, error);
    } finally {
      this.#sending = false;
    }
  }

  async #call(call: NextCall): Promise<Remark[]> {
    const { api } = this.#options;
    const trip = { id: call.tripId };
    if (call.kind === 'boardings') return this.#report(trip, call.reports);
    if (call.kind === 'start') await api.startTrip(trip, { at: call.at });
    else await api.completeTrip(trip, { at: call.at });
    return [];
  }

  async #report(trip: { readonly id: string }, boardings: readonly Tap[]): Promise<Remark[]> {
    const { results } = await this.#options.api.reportBoardings(trip, { boardings: [...boardings] });
    return results
      .filter(({ flag, code }) => (flag !== null && flag !== 'repeated') || code !== undefined)
      .map(({ boardingId, flag, studentId, message }) => ({
        id: boardingId ?? crypto.randomUUID(),
        flag,
        studentId,
        message: message ?? null,
      }));
  }

  async #settle({ keys }: NextCall, remarks: readonly Remark[]): Promise<void> {
    await this.#options.store.remove(keys);
    this.#failures = 0;
    this.#tell({ problem: null, remarks: [...remarks, ...this.#state.remarks].slice(0, REMARKS_MAX) });
    this.#options.onSent();
    this.#reread(0);
  }

  async #failed(call: NextCall | undefined, error: unknown): Promise<void> {
    const message = error instanceof Error ? error.message : String(error);
    if (call !== undefined && isFinal(error)) {
      // A start that had come through before is no news to the driver.
      const known = call.kind !== 'boardings' && error instanceof WaycastError && error.code === 'conflict';
      const remark = { id: crypto.randomUUID(), flag: null, studentId: null, message };
      return this.#settle(call, known ? [] : [remark]);
    }
    this.#failures += 1;
    this.#tell({ problem: message });
    this.#sendIn(Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** (this.#failures - 1)));
  }

  #tell(change: Partial<SenderState>): void {
    this.#state = { ...this.#state, ...change };
    for (const listener of this.#listeners) listener();
  }
}
