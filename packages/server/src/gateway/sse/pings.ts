import type { Clock } from '../../ports/clock.ts';

const PING_INTERVAL_MS = 15_000;
/** Pings in a row that could not be written because the client reads nothing, after which it is given up. */
const MAX_MISSED = 3;

/** A stream as the pings see it. */
export interface Pinged {
  congested(): boolean;
  ping(): void;
  /** It has read nothing for as long as {@link MAX_MISSED} pings. */
  giveUp(): void;
}

export interface Pings {
  watch(stream: Pinged): () => void;
  close(): void;
}

/** Writes a comment into every stream at intervals, and notices those that read nothing. One timer serves all. */
export function createPings(clock: Clock): Pings {
  const missed = new Map<Pinged, number>();
  let cancel: (() => void) | undefined;

  function pingAll(): void {
    cancel = undefined;
    for (const [stream, count] of missed) {
      if (!stream.congested()) {
        missed.set(stream, 0);
        stream.ping();
      } else if (count + 1 >= MAX_MISSED) {
        missed.delete(stream);
        stream.giveUp();
      } else missed.set(stream, count + 1);
    }
    arm();
  }

  function arm(): void {
    if (missed.size > 0) cancel ??= clock.after(PING_INTERVAL_MS, pingAll);
  }

  return {
    watch(stream) {
      missed.set(stream, 0);
      arm();
      return () => missed.delete(stream);
    },
    close() {
      cancel?.();
      cancel = undefined;
      missed.clear();
    },
  };
}
