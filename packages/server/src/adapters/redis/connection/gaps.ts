import type { Log } from '../../../ports/log.ts';

/** Tells which channels may have missed messages, those of one turn of the event loop together. */
export class Gaps {
  readonly #log: Log;
  readonly #listeners = new Set<(channels: readonly string[]) => void>();
  #noted: string[] = [];
  #telling: NodeJS.Immediate | undefined;

  constructor(log: Log) {
    this.#log = log;
  }

  listen(listener: (channels: readonly string[]) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  note(channel: string): void {
    this.#noted.push(channel);
    this.#telling ??= setImmediate(() => this.#tell());
  }

  close(): void {
    clearImmediate(this.#telling);
    this.#listeners.clear();
  }

  #tell(): void {
    const channels = this.#noted;
    this.#noted = [];
    this.#telling = undefined;
    for (const listener of this.#listeners) {
      try {
        listener(channels);
      } catch (error) {
        this.#log.error({ err: error }, 'what follows a gap on Redis channels failed');
      }
    }
  }
}
