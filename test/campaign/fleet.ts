import { setTimeout as sleep } from 'node:timers/promises';

const RETRY_MS = 250;
const REPORT_EVERY_MS = 1000;

/** Vehicles that report once a second through the balancer and keep a fix until it is accepted, as a device does. */
export class Fleet {
  readonly vehicles: readonly string[];
  accepted = 0;
  retried = 0;
  readonly #url: string;
  readonly #token: string;
  readonly #last = new Map<string, string>();
  #driving: Promise<unknown> | undefined;
  #stopped = false;

  constructor(url: string, token: string, count: number) {
    this.#url = url;
    this.#token = token;
    this.vehicles = Array.from({ length: count }, (_, at) => `campaign-${at}`);
  }

  start(): void {
    this.#driving = Promise.all(this.vehicles.map((vehicle, at) => this.#drive(vehicle, at)));
  }

  /** Every vehicle sends one last fix; resolves to their times once all are accepted. */
  async stop(): Promise<Readonly<Record<string, string>>> {
    this.#stopped = true;
    await this.#driving;
    return Object.fromEntries(this.#last);
  }

  async #drive(vehicle: string, at: number): Promise<void> {
    await sleep((at / this.vehicles.length) * REPORT_EVERY_MS);
    while (!this.#stopped) {
      const startedAt = Date.now();
      await this.#report(vehicle);
      await sleep(Math.max(0, startedAt + REPORT_EVERY_MS - Date.now()));
    }
    await this.#report(vehicle);
  }

  async #report(vehicleId: string): Promise<void> {
    const now = Date.now();
    const timestamp = new Date(now).toISOString();
    const fix = { vehicleId, latitude: 52.66 + (now % 10_000) / 1e6, longitude: -8.63, timestamp };
    while (!(await this.#send(fix))) {
      this.retried += 1;
      await sleep(RETRY_MS);
    }
    this.accepted += 1;
    this.#last.set(vehicleId, timestamp);
  }

  /** False when the fix has to be sent again. */
  async #send(fix: object): Promise<boolean> {
    try {
      const response = await fetch(`${this.#url}/api/tracking/location`, {
        method: 'POST',
        headers: { authorization: `Bearer ${this.#token}`, 'content-type': 'application/json' },
        body: JSON.stringify(fix),
        signal: AbortSignal.timeout(10_000),
      });
      const text = await response.text();
      if (response.status === 202) return true;
      if (response.status >= 500 || response.status === 429) return false;
      throw new Refused(`${response.status} ${text}`);
    } catch (error) {
      if (error instanceof Refused) throw error;
      // The balancer or the server behind it went away under the request.
      return false;
    }
  }
}

class Refused extends Error {}
