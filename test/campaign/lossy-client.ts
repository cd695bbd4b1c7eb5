import { setTimeout as sleep } from 'node:timers/promises';
import type { Random } from '@waycast/geo';

const RETRY_MS = 50;
const PATIENCE_MS = 20_000;
/** Of requests whose client does not wait for the reply, and how long those wait. */
const LOST = 0.1;
const LOST_WITHIN_MS = 30;

export interface Answer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

/** Posts to any of several servers; a reply that is lost, or that says to come again, is asked for until it is had. */
export class LossyClient {
  readonly #urls: readonly string[];
  readonly #random: Random;
  readonly latenciesMs: number[] = [];
  lost = 0;
  retried = 0;

  constructor(urls: readonly string[], random: Random) {
    this.#urls = urls;
    this.#random = random;
  }

  /** How long answers took. */
  answerMs(): { readonly p50: number; readonly p99: number } {
    const sorted = this.latenciesMs.toSorted((a, b) => a - b);
    const at = (share: number): number =>
      Math.round((sorted[Math.floor(sorted.length * share)] ?? 0) * 10) / 10;
    return { p50: at(0.5), p99: at(0.99) };
  }

  async post(path: string, token: string, body: object = {}, headers: object = {}): Promise<Answer> {
    return this.ask('POST', path, token, body, headers);
  }

  async ask(
    method: string,
    path: string,
    token: string,
    body?: object,
    headers: object = {},
  ): Promise<Answer> {
    for (;;) {
      const startedAt = performance.now();
      const answer = await this.#send(method, path, token, body, headers);
      if (answer !== undefined && answer.status < 500 && answer.status !== 429 && !mayAskAgain(answer)) {
        this.latenciesMs.push(performance.now() - startedAt);
        return answer;
      }
      this.retried += 1;
      await sleep(RETRY_MS);
    }
  }

  async #send(
    method: string,
    path: string,
    token: string,
    body: object | undefined,
    headers: object,
  ): Promise<Answer | undefined> {
    const url = this.#urls[Math.floor(this.#random.next() * this.#urls.length)] ?? '';
    const isLost = this.#random.next() < LOST;
    const waitMs = isLost ? this.#random.next() * LOST_WITHIN_MS : PATIENCE_MS;
    try {
      const response = await fetch(url + path, {
        method,
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...headers },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        signal: AbortSignal.timeout(waitMs),
      });
      return { status: response.status, body: JSON.parse(await response.text()) };
    } catch {
      // The client did not wait, or the server is away, or went away under the request.
      if (isLost) this.lost += 1;
      return undefined;
    }
  }
}

/** A refusal that says that another moment may bring another answer. */
function mayAskAgain({ status, body }: Answer): boolean {
  return status === 409 && 'retryAfterMs' in body;
}
