import { setTimeout as sleep } from 'node:timers/promises';
import type { Random } from '@waycast/geo';

const RETRY_MS = 50;

export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly body?: unknown;
}

/** Asks any of several servers as somebody, and, while none answers, another. */
export class AnyServer {
  readonly #urls: readonly string[];
  readonly #token: string;
  readonly #random: Random;
  /** Requests that had to be sent again. */
  retried = 0;

  constructor(urls: readonly string[], token: string, random: Random) {
    this.#urls = urls;
    this.#token = token;
    this.#random = random;
  }

  /** Resolves to the answer of whoever took it; a refusal throws, unless its status is one of these. */
  async ask<T = unknown>(asked: Asked, accepted: readonly number[] = []): Promise<T> {
    for (;;) {
      const answer = await this.#send(asked);
      if (answer !== undefined && (answer.status < 300 || accepted.includes(answer.status)))
        return (answer.text === '' ? undefined : JSON.parse(answer.text)) as T;
      if (answer !== undefined && answer.status < 500 && answer.status !== 429)
        throw new Error(`${asked.method} ${asked.path}: ${answer.status} ${answer.text}`);
      this.retried += 1;
      await sleep(RETRY_MS);
    }
  }

  async #send({ method, path, body }: Asked): Promise<{ status: number; text: string } | undefined> {
    const url = this.#urls[Math.floor(this.#random.next() * this.#urls.length)] ?? '';
    const isCsv = typeof body === 'string';
    try {
      const response = await fetch(url + path, {
        method,
        headers: {
          authorization: `Bearer ${this.#token}`,
          ...(body === undefined ? {} : { 'content-type': isCsv ? 'text/csv' : 'application/json' }),
        },
        ...(body === undefined ? {} : { body: isCsv ? body : JSON.stringify(body) }),
        signal: AbortSignal.timeout(20_000),
      });
      return { status: response.status, text: await response.text() };
    } catch {
      // The server is away, or went away under the request.
      return undefined;
    }
  }
}
