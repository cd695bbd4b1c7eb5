import { setTimeout as sleep } from 'node:timers/promises';
import type { FixInput } from '@waycast/contract';
import { BATCH_MAX_FIXES } from '@waycast/contract';
import type { RecordedFix } from '../replay/recording.ts';

/** Hands out batches of fixes when it is their time; undefined after the last. */
export type Pace = () => Promise<readonly FixInput[] | undefined>;

export interface PaceOptions {
  /** Times real time, or as fast as they are asked for. */
  readonly speed: number | 'max';
  /** Gives each fix the moment at which it is handed out, a millisecond apart for the same vehicle. */
  readonly restamp: boolean;
  readonly signal: AbortSignal;
}

/** Longest wait that a timer takes. */
const TIMER_MAX_MS = 2 ** 31 - 1;

/**
 * Cuts fixes, sorted by time, into batches. The first is due at once, the others after the gap that they had,
 * divided by the speed; what is due together goes out together. May be called again before a call has resolved.
 */
export function createPace(fixes: readonly RecordedFix[], { speed, restamp, signal }: PaceOptions): Pace {
  const stamp = restamp ? createStamp() : (fix: RecordedFix) => fix.time;
  const firstTime = fixes[0]?.time ?? 0;
  let startedAt: number | undefined;
  let next = 0;

  const dueAt = (fix: RecordedFix): number =>
    speed === 'max' ? 0 : (startedAt ?? 0) + (fix.time - firstTime) / speed;

  async function take(): Promise<readonly FixInput[] | undefined> {
    startedAt ??= Date.now();
    const first = fixes[next];
    if (first === undefined) return undefined;
    for (let wait = dueAt(first) - Date.now(); wait > 0; wait = dueAt(first) - Date.now()) {
      await sleep(Math.min(wait, TIMER_MAX_MS), undefined, { signal });
    }
    const now = Date.now();
    const start = next;
    while (next < fixes.length && next - start < BATCH_MAX_FIXES && dueAt(fixes[next] ?? first) <= now)
      next++;
    return fixes.slice(start, next).map((fix) => toInput(fix, stamp(fix)));
  }

  // One call after the other: whoever asks second gets the batch after the first one's.
  let turn: Promise<unknown> = Promise.resolve();
  return () => {
    const result = turn.then(take);
    turn = result.catch(() => undefined);
    return result;
  };
}

function toInput(fix: RecordedFix, time: number): FixInput {
  const { time: _recorded, ...rest } = fix;
  return { ...rest, timestamp: new Date(time).toISOString() };
}

/** The moment now, but for each vehicle later than the one before: two fixes of one moment would be one. */
function createStamp(): (fix: RecordedFix) => number {
  const last = new Map<string, number>();
  return ({ vehicleId }) => {
    const time = Math.max(Date.now(), (last.get(vehicleId) ?? 0) + 1);
    last.set(vehicleId, time);
    return time;
  };
}
