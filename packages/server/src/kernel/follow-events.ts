import type { Clock } from '../ports/clock.ts';
import type { VehicleEvent, VehicleEvents } from '../ports/vehicle-events.ts';

export interface FollowEventsParts {
  readonly events: VehicleEvents;
  /** The name under which all servers together read, so that each event is handled by one of them. */
  readonly reader: string;
  /** Events in one call of `handle`. */
  readonly atOnce: number;
  readonly handle: (events: readonly VehicleEvent[]) => Promise<void>;
  /** What other servers write, and what could not be handled, is looked for this often. */
  readonly everyMs: number;
  readonly onFailed: (error: unknown) => void;
  readonly clock: Clock;
}

/**
 * Handles the outbox's events as they are written. Returns the function that ends it, which resolves when what is in
 * hand has been handled.
 */
export function followEvents(parts: FollowEventsParts): () => Promise<void> {
  const { events, reader, atOnce, handle, everyMs, onFailed, clock } = parts;
  let reading: Promise<void> | undefined;
  let again = false;
  let cancel = (): void => undefined;
  let closed = false;

  function wake(): void {
    if (closed) return;
    again = true;
    reading ??= readAll().finally(() => {
      reading = undefined;
      // Woken while it was about to end.
      if (again) wake();
    });
  }

  /** Never rejects. */
  async function readAll(): Promise<void> {
    while (again && !closed) {
      again = false;
      try {
        if ((await events.read(reader, atOnce, handle)) > 0) again = true;
      } catch (error) {
        onFailed(error);
      }
    }
    cancel();
    if (!closed) cancel = clock.after(everyMs, wake);
  }

  const endListening = events.onWritten(wake);
  wake();
  return async () => {
    closed = true;
    endListening();
    cancel();
    await reading;
  };
}
