import type { Fix } from '@waycast/contract';
import { distanceM } from '@waycast/geo';
import { z } from 'zod';
import { isoTime } from '../../../kernel/iso-time.ts';
import type { Finding } from '../../../ports/findings.ts';
import { PlaceShape, placeOf } from './fix-shape.ts';
import type { Stage } from './stage.ts';

/** Standing with the engine on for this long is idling; shorter is traffic. */
const IDLING_MS = 180_000;
const SAME_PLACE_M = 60;

const IdlingShape = z.object({
  /** Where and since when the vehicle stands with its engine on; null: it does not, or nobody knows. */
  since: PlaceShape.extend({ time: z.number(), last: z.number(), told: z.boolean() }).nullable(),
});
type State = z.infer<typeof IdlingShape>;
type Since = NonNullable<State['since']>;

const IDLE: State = { since: null };

/** Standing with the engine on, where the device says that it is. */
export const idling: Stage<State> = {
  name: 'idling',
  shape: IdlingShape,
  start: () => IDLE,
  step({ since }, fix) {
    const goesOn = isEngineOn(fix) && since !== null && distanceM(since, fix) <= SAME_PLACE_M;
    if (goesOn) return stay(since, fix);
    const found =
      since === null ? [] : ended(since, isEngineOn(fix) ? since.last : Math.max(since.last, fix.time));
    if (!isEngineOn(fix)) return { state: IDLE, found };
    return { state: { since: { ...placeOf(fix), time: fix.time, last: fix.time, told: false } }, found };
  },
  interrupted: ({ since }) => ({ state: IDLE, found: since === null ? [] : ended(since, since.last) }),
};

function stay(since: Since, fix: Fix) {
  const told = fix.time - since.time >= IDLING_MS;
  const next = { ...since, last: fix.time, told };
  return { state: { since: next }, found: told && !since.told ? [finding(next, null)] : [] };
}

function ended(since: Since, endsAt: number): Finding[] {
  return since.told ? [finding(since, endsAt)] : [];
}

function finding(since: Since, endsAt: number | null): Finding {
  return {
    kind: 'idling',
    key: isoTime(since.time),
    startsAt: since.time,
    endsAt,
    data: { at: placeOf(since) },
  };
}

/** Devices say it under several names; none of them means that nobody knows. */
function isEngineOn({ attributes = {} }: Fix): boolean {
  const said = attributes.ignition ?? attributes.engine ?? attributes.acc;
  if (said !== undefined)
    return said === true || said === 1 || said === 'on' || said === 'true' || said === '1';
  return typeof attributes.rpm === 'number' && attributes.rpm > 0;
}
