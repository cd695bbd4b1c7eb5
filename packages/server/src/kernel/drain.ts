import type { Clock } from '../ports/clock.ts';
import type { Session } from './session.ts';

/** When the sessions of a stopping server end, in milliseconds from the start of its drain. */
export interface DrainPlan {
  /** Nobody is asked to leave before this, and who comes until then is waited for. */
  readonly firstMs: number;
  /** The last session is asked to leave before this; the others at even distances. */
  readonly lastMs: number;
  /** What has not taken all that waits for it by then is closed nevertheless. */
  readonly deadlineMs: number;
}

/** Of the time for a drain, what closing the last connections may take. */
const CLOSING_MS = 600;
/** How long a balancer that asks for readiness is given to notice, at most and as a part of all. */
const MAX_GRACE_MS = 3_000;
const GRACE_PART = 0.3;
/** Sessions are asked to leave within this part of the time, so that slow ones have the rest. */
const LEAVING_PART = 0.85;

/**
 * Divides the time for a drain (DRAIN_TIMEOUT). With `probed`, somebody asks for readiness: until they have noticed,
 * who leaves would only be sent here again.
 */
export function planDrain(timeoutMs: number, probed: boolean): DrainPlan {
  const deadlineMs = Math.max(0, timeoutMs - CLOSING_MS);
  const firstMs = probed ? Math.min(MAX_GRACE_MS, deadlineMs * GRACE_PART) : 0;
  return { firstMs, lastMs: deadlineMs * LEAVING_PART, deadlineMs };
}

/** How often sessions are looked at: the grain of the delays. */
const SWEEP_MS = 50;

/**
 * The end of all sessions, each at a time of its own, so that those who come back elsewhere do not come at once. A
 * session whose time has come is closed when nothing is under way for it any more: no command and nothing in its
 * outbox. One that reads nothing keeps nobody else waiting, and ends at the deadline.
 */
export class Drain {
  readonly #clock: Clock;
  readonly #plan: DrainPlan;
  readonly #startedAt: number;
  readonly #close: (session: Session) => void;
  readonly #leaving = new Map<Session, number>();
  #onDone: (() => void) | undefined;
  #cancel: (() => void) | undefined;

  constructor(clock: Clock, plan: DrainPlan, close: (session: Session) => void) {
    this.#clock = clock;
    this.#plan = plan;
    this.#startedAt = clock.now();
    this.#close = close;
  }

  /** Gives each session its time, tells it how far off that is, and resolves when all have ended and nobody new is due. */
  run(sessions: readonly Session[], tell: (session: Session, delayMs: number) => void): Promise<void> {
    const { firstMs, lastMs } = this.#plan;
    for (const [index, session] of sessions.entries()) {
      const delayMs = Math.round(firstMs + (index / sessions.length) * (lastMs - firstMs));
      this.#leaving.set(session, this.#startedAt + delayMs);
      tell(session, delayMs);
    }
    return new Promise((resolve) => {
      this.#onDone = resolve;
      this.#sweep();
    });
  }

  /** A session came into being after the start: it leaves first of all. Returns its delay. */
  add(session: Session): number {
    const dueAt = Math.max(this.#clock.now(), this.#startedAt + this.#plan.firstMs);
    this.#leaving.set(session, dueAt);
    return dueAt - this.#clock.now();
  }

  /** A session has ended, by itself or by its time. */
  left(session: Session): void {
    this.#leaving.delete(session);
    if (this.#isOver()) this.#finish();
  }

  #isOver(): boolean {
    return this.#leaving.size === 0 && this.#clock.now() >= this.#startedAt + this.#plan.firstMs;
  }

  #sweep(): void {
    this.#cancel = undefined;
    const now = this.#clock.now();
    const late = now >= this.#startedAt + this.#plan.deadlineMs;
    for (const [session, dueAt] of this.#leaving) {
      if (!late && (now < dueAt || isBusy(session))) continue;
      this.#leaving.delete(session);
      this.#close(session);
    }
    if (this.#isOver()) return this.#finish();
    this.#cancel = this.#clock.after(SWEEP_MS, () => this.#sweep());
  }

  #finish(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    this.#onDone?.();
  }
}

function isBusy(session: Session): boolean {
  session.outbox.flush();
  return session.commandsUnderWay > 0 || session.outbox.depth > 0 || session.outbox.congested;
}
