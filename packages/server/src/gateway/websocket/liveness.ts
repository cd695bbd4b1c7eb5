import type { Clock } from '../../ports/clock.ts';

/** A connection as the liveness watch sees it. */
export interface Pulse {
  /** Clock time at which anything was last received. */
  heardAt: number;
  /** Clock time of the ping that is not answered yet; 0: none is out. */
  pingedAt: number;
  ping(): void;
  /** Nothing came back in time. */
  lost(): void;
}

export interface Liveness {
  watch(pulse: Pulse): void;
  unwatch(pulse: Pulse): void;
  close(): void;
}

/** Pings each connection after `intervalMs` of silence and gives up on it `timeoutMs` later. One timer serves all. */
export function createLiveness(clock: Clock, intervalMs: number, timeoutMs: number): Liveness {
  const pulses = new Set<Pulse>();
  const sweepMs = Math.max(50, Math.min(intervalMs, timeoutMs) / 4);
  let cancel: (() => void) | undefined;

  function sweep(): void {
    cancel = undefined;
    const now = clock.now();
    for (const pulse of pulses) check(pulse, now);
    arm();
  }

  function check(pulse: Pulse, now: number): void {
    if (pulse.heardAt >= pulse.pingedAt) pulse.pingedAt = 0;
    if (pulse.pingedAt === 0) {
      if (now - pulse.heardAt < intervalMs) return;
      pulse.pingedAt = now;
      pulse.ping();
    } else if (now - pulse.pingedAt >= timeoutMs) {
      pulses.delete(pulse);
      pulse.lost();
    }
  }

  function arm(): void {
    if (cancel === undefined && pulses.size > 0) cancel = clock.after(sweepMs, sweep);
  }

  return {
    watch(pulse) {
      pulses.add(pulse);
      arm();
    },
    unwatch(pulse) {
      pulses.delete(pulse);
    },
    close() {
      cancel?.();
      cancel = undefined;
      pulses.clear();
    },
  };
}
