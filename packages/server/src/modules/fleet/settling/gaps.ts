import { z } from 'zod';
import { isoTime } from '../../../kernel/iso-time.ts';
import type { Finding } from '../../../ports/findings.ts';
import { PlaceShape, placeOf } from './fix-shape.ts';
import type { Stage } from './stage.ts';

const GapShape = z.object({
  /** The last fix; null before any. */
  last: PlaceShape.extend({ time: z.number() }).nullable(),
  /** Nothing has come since. */
  open: z.boolean(),
});

/** Silences: from the last fix before to the first after. */
export const gaps: Stage<z.infer<typeof GapShape>> = {
  name: 'gaps',
  shape: GapShape,
  start: () => ({ last: null, open: false }),
  step({ last, open }, fix) {
    const found = open && last !== null ? [gap(last, fix.time)] : [];
    return { state: { last: { ...placeOf(fix), time: fix.time }, open: false }, found };
  },
  interrupted(state) {
    if (state.last === null || state.open) return { state, found: [] };
    return { state: { ...state, open: true }, found: [gap(state.last, null)] };
  },
};

function gap(last: z.infer<typeof PlaceShape> & { time: number }, endsAt: number | null): Finding {
  return {
    kind: 'gap',
    key: isoTime(last.time),
    startsAt: last.time,
    endsAt,
    data: { lastSeen: placeOf(last) },
  };
}
