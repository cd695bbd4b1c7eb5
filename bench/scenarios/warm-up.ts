import type { PublishOptions } from '../load/crowd.ts';
import type { RunOptions } from '../scenario.ts';

const SECONDS = 8;
const QUICK_SECONDS = 3;
const PACE: PublishOptions['pace'] = { inFlight: 8 };

/** How long a contender runs before it is measured: V8 compiles only what has run some thousand times. */
export function warmUpSeconds({ seconds, quick, scale }: RunOptions): number {
  if (scale < 1) return seconds;
  return quick ? QUICK_SECONDS : SECONDS;
}

/** Warms up with as many fixes as the contender takes, whatever pace it is measured at. */
export async function warmUp(
  publish: (seconds: number, pace: PublishOptions['pace']) => Promise<unknown>,
  options: RunOptions,
): Promise<void> {
  await publish(warmUpSeconds(options), PACE);
}
