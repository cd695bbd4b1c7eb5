import type { Memory } from './memory.ts';
import { toProblem } from './problem.ts';
import { type Unsent, UnsentMessages } from './unsent.ts';

const AGAIN_AFTER_MS = 3000;

/** A message that waits; `failed` is why the server will not have it. */
export interface Waiting extends Unsent {
  readonly failed: string | null;
}

/** Sends what was written, one after the other in its order, until the server has each; the same `clientId` again is the same message. */
export class Sender {
  readonly #unsent: UnsentMessages;
  readonly #failed = new Map<string, string>();
  readonly #send: (message: Unsent) => Promise<void>;
  readonly #onChanged: () => void;
  #isBusy = false;
  #isStopped = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** `send` resolves once the message is stored, and rejects with Problem. */
  constructor(memory: Memory, send: (message: Unsent) => Promise<void>, onChanged: () => void) {
    this.#unsent = new UnsentMessages(memory);
    this.#send = send;
    this.#onChanged = onChanged;
  }

  get waiting(): readonly Waiting[] {
    return this.#unsent.all.map((one) => ({ ...one, failed: this.#failed.get(one.clientId) ?? null }));
  }

  /** False: too many wait already. */
  write(body: string): boolean {
    const isTaken = this.#unsent.add(body) !== undefined;
    this.#onChanged();
    void this.flush();
    return isTaken;
  }

  /** The server has it, or nobody wants it any more. */
  drop(clientId: string): void {
    this.#failed.delete(clientId);
    this.#unsent.remove(clientId);
    this.#onChanged();
  }

  retry(clientId: string): void {
    this.#failed.delete(clientId);
    this.#onChanged();
    void this.flush();
  }

  /** Another tab wrote or sent something. */
  reread(): void {
    this.#unsent.reread();
    this.#onChanged();
    void this.flush();
  }

  async flush(): Promise<void> {
    if (this.#isBusy || this.#isStopped) return;
    this.#isBusy = true;
    clearTimeout(this.#timer);
    let next = this.#next();
    while (next !== undefined && (await this.#sent(next))) next = this.#next();
    this.#isBusy = false;
  }

  stop(): void {
    this.#isStopped = true;
    clearTimeout(this.#timer);
  }

  #next(): Unsent | undefined {
    return this.#unsent.all.find(({ clientId }) => !this.#failed.has(clientId));
  }

  /** False: the server cannot be reached, and what follows waits with it. */
  async #sent(message: Unsent): Promise<boolean> {
    try {
      await this.#send(message);
      this.drop(message.clientId);
      return true;
    } catch (error) {
      const problem = toProblem(error);
      if (problem.passes) {
        this.#timer = setTimeout(() => void this.flush(), problem.retryAfterMs ?? AGAIN_AFTER_MS);
        return false;
      }
      this.#failed.set(message.clientId, problem.message);
      this.#onChanged();
      return true;
    }
  }
}
