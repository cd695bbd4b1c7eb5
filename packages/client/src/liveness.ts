/** How long an asked-for sign of life may take after the network or the page came back. */
const PROBE_MS = 5_000;

export interface LivenessOptions {
  readonly heartbeatMs: number;
  readonly deadAfterMs: number;
  /** Sends something that the server answers. */
  readonly beat: () => void;
  /** Nothing was heard for too long; liveness has stopped itself. */
  readonly dead: (silentMs: number) => void;
}

/** Keeps an open link from looking idle, and notices when it is dead: TCP alone may need many minutes. */
export class Liveness {
  readonly #options: LivenessOptions;
  #beatTimer: ReturnType<typeof setInterval> | undefined;
  #deadTimer: ReturnType<typeof setTimeout> | undefined;
  #heardAt = 0;
  #deadlineMs = 0;

  constructor(options: LivenessOptions) {
    this.#options = options;
  }

  start(): void {
    this.stop();
    this.#heardAt = Date.now();
    this.#beatTimer = setInterval(this.#options.beat, this.#options.heartbeatMs);
    this.#expect(this.#options.deadAfterMs);
  }

  /** A frame came. Cheap: the timer looks at the time when it runs out, instead of being moved with every frame. */
  heard(): void {
    this.#heardAt = Date.now();
    if (this.#deadlineMs !== this.#options.deadAfterMs && this.#deadTimer !== undefined) {
      this.#expect(this.#options.deadAfterMs);
    }
  }

  /** Asks for a sign of life now. */
  probe(): void {
    if (this.#deadTimer === undefined) return;
    this.#heardAt = Date.now();
    this.#expect(Math.min(PROBE_MS, this.#options.deadAfterMs));
    this.#options.beat();
  }

  stop(): void {
    clearInterval(this.#beatTimer);
    clearTimeout(this.#deadTimer);
    this.#beatTimer = undefined;
    this.#deadTimer = undefined;
  }

  #expect(withinMs: number): void {
    this.#deadlineMs = withinMs;
    clearTimeout(this.#deadTimer);
    this.#deadTimer = setTimeout(() => this.#check(), this.#heardAt + withinMs - Date.now());
  }

  #check(): void {
    const silentMs = Date.now() - this.#heardAt;
    if (silentMs < this.#deadlineMs) return this.#expect(this.#deadlineMs);
    this.stop();
    this.#options.dead(silentMs);
  }
}
