import type { VehicleEvent, VehicleEvents } from '../../src/ports/vehicle-events.ts';

/** An outbox that tests put events in; several servers of a test read one. */
export function createOutbox(): VehicleEvents & {
  write(...events: readonly Omit<VehicleEvent, 'id'>[]): void;
} {
  const written: VehicleEvent[] = [];
  const cursors = new Map<string, number>();
  const held = new Set<string>();
  const listeners = new Set<() => void>();
  return {
    write(...events) {
      for (const event of events) written.push({ ...event, id: written.length + 1 });
      for (const listener of listeners) listener();
    },
    async read(reader, limit, handle) {
      if (held.has(reader)) return 0;
      const next = written.slice(cursors.get(reader) ?? 0).slice(0, limit);
      if (next.length === 0) return 0;
      held.add(reader);
      try {
        await handle(next);
        cursors.set(reader, (cursors.get(reader) ?? 0) + next.length);
      } finally {
        held.delete(reader);
      }
      return next.length;
    },
    onWritten(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
