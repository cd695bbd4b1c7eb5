import type { Fix } from '@waycast/contract';
import { z } from 'zod';
import type { Finding } from '../../../ports/findings.ts';
import { addToHour, hourFinding, hourShape } from './hour-sums.ts';
import type { Step } from './stage.ts';

const Quarter = z.object({ fixes: z.number(), first: z.number(), last: z.number() });

/** How many fixes came, believed or not, and the first and last of each quarter of an hour. */
export const TallyShape = hourShape(Quarter).nullable();
export type Tally = z.infer<typeof TallyShape>;

export function tally(state: Tally, { time }: Fix): Step<Tally> {
  const { hour, ended } = addToHour<z.infer<typeof Quarter>>(state, time, (quarter) => ({
    fixes: (quarter?.fixes ?? 0) + 1,
    first: quarter?.first ?? time,
    last: time,
  }));
  return {
    state: { startsAt: hour.startsAt, quarters: [...hour.quarters] },
    found: ended === undefined ? [] : [tallied(ended, true)],
  };
}

/** The hour as it is so far. */
export function tallied(
  hour: NonNullable<Tally> | Parameters<typeof hourFinding>[1],
  ended: boolean,
): Finding {
  return hourFinding('tally', hour, ended, (quarter) => quarter);
}
