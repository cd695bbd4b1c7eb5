import type { Fix } from '@waycast/contract';
import { z } from 'zod';
import { isoTime } from '../../../kernel/iso-time.ts';
import type { Finding } from '../../../ports/findings.ts';
import { PlaceShape, placeOf } from './fix-shape.ts';
import { rounded } from './rounded.ts';
import { measureSpeed, SpeedReference } from './speed-meter.ts';
import type { Stage, Step } from './stage.ts';

/** Above the limit for this long, or in two fixes that are as far apart: one fast fix is no offence. */
const CONFIRMED_MS = 5_000;
/** It ends below the limit by this much: 5 km/h. */
const MARGIN_MPS = 1.4;

const FastShape = z.object({
  startsAt: z.number(),
  from: PlaceShape,
  /** The last fix above the limit less the margin. */
  last: z.number(),
  limitMps: z.number(),
  maxMps: z.number(),
  maxAt: PlaceShape,
  fixes: z.number(),
  told: z.boolean(),
});
type Fast = z.infer<typeof FastShape>;
const OverspeedShape = z.object({ reference: SpeedReference.nullable(), fast: FastShape.nullable() });
type State = z.infer<typeof OverspeedShape>;

/** Driving faster than the limit, with hysteresis. Without a limit nothing is found. */
export const overspeed: Stage<State> = {
  name: 'overspeed',
  shape: OverspeedShape,
  start: () => ({ reference: null, fast: null }),
  step({ reference: before, fast }, fix, { speedLimitMps }) {
    const { mps, reference } = measureSpeed(before, fix);
    const limitMps = fast?.limitMps ?? speedLimitMps;
    if (mps === undefined || limitMps === null) return { state: { reference, fast }, found: [] };
    const next = fast === null ? enter(mps, limitMps, fix) : goOn(fast, mps, fix);
    return { state: { reference, fast: next.state }, found: next.found };
  },
  interrupted: ({ fast }) => ({
    state: { reference: null, fast: null },
    found: fast === null ? [] : ended(fast),
  }),
};

function enter(mps: number, limitMps: number, fix: Fix): Step<Fast | null> {
  if (mps <= limitMps) return { state: null, found: [] };
  const place = placeOf(fix);
  const { time } = fix;
  return {
    state: {
      startsAt: time,
      from: place,
      last: time,
      limitMps,
      maxMps: mps,
      maxAt: place,
      fixes: 1,
      told: false,
    },
    found: [],
  };
}

function goOn(fast: Fast, mps: number, fix: Fix): Step<Fast | null> {
  if (mps < fast.limitMps - MARGIN_MPS || (!fast.told && mps <= fast.limitMps))
    return { state: null, found: ended(fast) };
  const faster = mps > fast.maxMps ? { maxMps: mps, maxAt: placeOf(fix) } : {};
  const told = fast.told || fix.time - fast.startsAt >= CONFIRMED_MS;
  const next: Fast = { ...fast, ...faster, last: fix.time, fixes: fast.fixes + 1, told };
  return { state: next, found: told && !fast.told ? [finding(next, null)] : [] };
}

function ended(fast: Fast): Finding[] {
  return fast.told ? [finding(fast, fast.last)] : [];
}

function finding(fast: Fast, endsAt: number | null): Finding {
  const { startsAt, limitMps, maxMps, maxAt, from, fixes } = fast;
  return {
    kind: 'overspeed',
    key: isoTime(startsAt),
    startsAt,
    endsAt,
    data: { from, limitMps, maxMps: rounded(maxMps), maxAt, fixes },
  };
}
