import { setTimeout as sleep } from 'node:timers/promises';

/** What a vehicle does with a fix that was not acknowledged: sends it until it is, or forgets it. */
export type Patience = 'patient' | 'forgetful';

/** Moments of a vehicle's fixes with the speed that was sent first, which is the one that counts. */
export type Sent = Map<number, number>;

const UNREACHABLE_MS = 50;
/** Every so many fixes a vehicle repeats its last with another speed, which must not win. */
const REPEATS_EVERY = 10;
const BATCH_EVERY = 15;
const BATCH_FIXES = 8;

export interface ReporterPlan {
  readonly url: string;
  readonly token: string;
  readonly vehicle: string;
  readonly patience: Patience;
  readonly pauseMs: number;
}

/** A vehicle that reports one fix after the other, and remembers what was acknowledged. */
export class Reporter {
  readonly vehicle: string;
  readonly acknowledged: Sent = new Map();
  readonly sent: Sent = new Map();
  /** How requests ended: by status, 0 when there was no answer. */
  readonly answers = new Map<number, number>();
  readonly #plan: ReporterPlan;
  #time = Date.now() - 24 * 3_600_000;
  #going = true;
  #ended: Promise<void> = Promise.resolve();

  constructor(plan: ReporterPlan) {
    this.#plan = plan;
    this.vehicle = plan.vehicle;
  }

  start(): void {
    this.#ended = this.#drive();
  }

  /** Resolves when the last fix is acknowledged, or forgotten. */
  async stop(): Promise<void> {
    this.#going = false;
    await this.#ended;
  }

  async #drive(): Promise<void> {
    for (let number = 1; this.#going; number++) {
      const count = number % BATCH_EVERY === 0 ? BATCH_FIXES : 1;
      const times = Array.from({ length: count }, () => (this.#time += 1000));
      const isAcknowledged = await this.#deliver(times, number % 1000);
      if (isAcknowledged && number % REPEATS_EVERY === 0) await this.#post(times, 999);
      await sleep(isAcknowledged ? this.#plan.pauseMs : UNREACHABLE_MS);
    }
  }

  async #deliver(times: readonly number[], speed: number): Promise<boolean> {
    for (const time of times) this.sent.set(time, speed);
    while (!(await this.#post(times, speed))) {
      if (this.#plan.patience === 'forgetful') return false;
      await sleep(UNREACHABLE_MS);
    }
    for (const time of times) this.acknowledged.set(time, speed);
    return true;
  }

  async #post(times: readonly number[], speed: number): Promise<boolean> {
    const { url, token, vehicle } = this.#plan;
    const fixes = times.map((timestamp) => ({
      vehicleId: vehicle,
      latitude: 52,
      longitude: -8,
      timestamp,
      speed,
    }));
    const [path, body] = fixes.length === 1 ? ['location', fixes[0]] : ['batch', { updates: fixes }];
    let status = 0;
    try {
      const response = await fetch(`${url}/api/tracking/${path}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
      // An answer that breaks off is none.
      await response.json();
      status = response.status;
    } catch {
      // The server is away, or was killed before it had answered.
    }
    this.answers.set(status, (this.answers.get(status) ?? 0) + 1);
    return status === 202;
  }
}
