import { isFinal } from '../../session/is-final.ts';

const FIRST_WAIT_MS = 500;
const LAST_WAIT_MS = 4000;
/** After this long a call that has no answer is made again. */
const PATIENCE_MS = 8000;

export interface RepeatOptions {
  /** How often at the most. */
  readonly attempts?: number;
  readonly waitMs?: (failures: number) => number;
}

/**
 * Makes a call that does no harm when it is made twice until there is an answer: a refusal is one, a lost reply is
 * none. Rejects with the refusal, or with the last failure.
 */
export async function repeat<T>(
  call: (signal: AbortSignal) => Promise<T>,
  { attempts = 6, waitMs = usualWaitMs }: RepeatOptions = {},
): Promise<T> {
  for (let failures = 0; ; ) {
    try {
      return await call(AbortSignal.timeout(PATIENCE_MS));
    } catch (error) {
      failures += 1;
      if (isFinal(error) || failures >= attempts) throw error;
      await new Promise((resolve) => setTimeout(resolve, waitMs(failures)));
    }
  }
}

function usualWaitMs(failures: number): number {
  return Math.min(LAST_WAIT_MS, FIRST_WAIT_MS * 2 ** (failures - 1));
}
