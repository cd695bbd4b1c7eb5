import { setTimeout } from 'node:timers/promises';
import type { PublishOptions } from '../load/crowd.ts';
import type { RunOptions } from '../scenario.ts';

const SECONDS = 8;
const QUICK_SECONDS = 3;
/** What is still on its way to thousands of followers then, or judged aside, must not be counted. */
const LOOK_EVERY_MS = 1000;
/** A server at rest takes less of its core. */
const AT_REST = 0.05;
const MOST_LOOKS = 45;
/** At the measured pace, after the rest: what has not run for some seconds is slow at first, in each of them. */
const LEAD_IN_SECONDS = 1;
/** That a publisher has under way. */
const FIXES_IN_FLIGHT = 8;

/** How long a contender runs before it is measured: V8 compiles only what has run some thousand times. */
export function warmUpSeconds({ seconds, quick, scale }: RunOptions): number {
  if (scale < 1) return seconds;
  return quick ? QUICK_SECONDS : SECONDS;
}

/**
 * Warms up with as many fixes as the contender takes, whatever pace it is measured at, waits until it rests, and leads
 * in with the pace that `publish` has by itself.
 */
export async function warmUp(
  server: { cpuSeconds(): number },
  publish: (seconds: number, pace?: PublishOptions['pace']) => Promise<unknown>,
  options: RunOptions,
  fixesPerMessage = 1,
): Promise<void> {
  await publish(warmUpSeconds(options), { inFlight: Math.ceil(FIXES_IN_FLIGHT / fixesPerMessage) });
  if (options.scale < 1) return;
  await untilAtRest(server);
  await publish(LEAD_IN_SECONDS);
}

async function untilAtRest(server: { cpuSeconds(): number }): Promise<void> {
  for (let look = 0; look < MOST_LOOKS; look++) {
    const before = server.cpuSeconds();
    await setTimeout(LOOK_EVERY_MS);
    if (server.cpuSeconds() - before < (AT_REST * LOOK_EVERY_MS) / 1000) return;
  }
}
