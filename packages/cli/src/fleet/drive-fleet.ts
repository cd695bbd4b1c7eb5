import type { FixInput } from '@waycast/contract';
import type { Vehicle } from './vehicle.ts';

/** How often the clock is looked at; vehicles report at moments of their own within their interval. */
const TICK_MS = 100;

export interface DriveInput {
  readonly vehicles: readonly Vehicle[];
  readonly intervalMs: number;
  /** Takes what is reported now. */
  readonly report: (fixes: readonly FixInput[]) => void;
}

/** Drives a fleet in real time until the returned function is called. */
export function driveFleet({ vehicles, intervalMs, report }: DriveInput): () => void {
  const startedAt = Date.now();
  // Spread evenly over the interval, as devices that were switched on at different times.
  const turns = vehicles.map((vehicle, index) => ({
    vehicle,
    dueAt: startedAt + (index / vehicles.length) * intervalMs,
    drivenUntil: startedAt,
  }));
  const tick = (): void => {
    const now = Date.now();
    const due = turns.filter(({ dueAt }) => dueAt <= now);
    if (due.length === 0) return;
    for (const turn of due) {
      turn.vehicle.advance((now - turn.drivenUntil) / 1000);
      turn.drivenUntil = now;
      turn.dueAt += intervalMs * Math.max(1, Math.ceil((now - turn.dueAt) / intervalMs));
    }
    report(due.map(({ vehicle }) => vehicle.fix(now)));
  };
  const timer = setInterval(tick, Math.min(TICK_MS, intervalMs));
  return () => clearInterval(timer);
}

/** What a fleet would have reported between two times (epoch ms), in order of time. */
export function* driveThrough(
  vehicles: readonly Vehicle[],
  from: number,
  to: number,
  intervalMs: number,
): Iterable<FixInput> {
  for (let time = from; time < to; time += intervalMs) {
    for (const vehicle of vehicles) {
      vehicle.advance(intervalMs / 1000);
      yield vehicle.fix(time);
    }
  }
}
