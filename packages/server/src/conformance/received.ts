import type { LiveEvent, LiveListener } from '../ports/live.ts';

/** A listener that keeps what it was told and can be waited for. */
export class Received {
  readonly events: LiveEvent[] = [];
  readonly #waiting = new Set<() => void>();

  readonly listener: LiveListener = (event) => {
    this.events.push(event);
    for (const check of [...this.#waiting]) check();
  };

  /** Resolves once an event satisfies `wanted`, at once when one already did. */
  until(wanted: (event: LiveEvent) => boolean): Promise<void> {
    return new Promise((resolve) => {
      const check = (): void => {
        if (!this.events.some(wanted)) return;
        this.#waiting.delete(check);
        resolve();
      };
      this.#waiting.add(check);
      check();
    });
  }

  /** Versions of keyed events and offsets of log events, in order of arrival. */
  get numbers(): number[] {
    return this.events.flatMap((event) => {
      if (event.kind === 'keyed') return [event.version];
      return event.kind === 'log' ? [event.offset] : [];
    });
  }
}
