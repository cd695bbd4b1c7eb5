import type { FixInput } from '@waycast/contract';

/** The fix with the time of now if it has none: the time it is sent or sent again must not become the time it was taken. */
export function stamped(fix: FixInput): FixInput {
  if (fix.timestamp !== undefined || fix.time !== undefined) return fix;
  return { ...fix, timestamp: new Date().toISOString() };
}
