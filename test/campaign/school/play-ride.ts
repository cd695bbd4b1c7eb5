import { setTimeout as sleep } from 'node:timers/promises';
import { createRandom, type Random } from '@waycast/geo';
import type { Fix, Ride } from './school-day.ts';
import type { AnyServer, Asked } from './school-server.ts';

const FIXES_A_REQUEST = 3;
/** Shares of requests that come late, and that come twice. */
const LATE = 0.06;
const TWICE = 0.15;
const LATE_S = [15, 45] as const;
const TAP_AFTER_MS = 2000;
/** Somebody else may have done it: the fixes, or the same request of which no answer came. */
const DONE_ALREADY = [409];

/** Something that a bus sends when its day has come so far; epoch ms. */
interface Sending {
  readonly due: number;
  readonly asked: Asked;
  readonly accepted?: readonly number[];
}

/** What a bus and its driver send on a trip, in the order in which it leaves them. */
export function sendingsOf(ride: Ride, tripId: string): Sending[] {
  const random = createRandom(ride.seed);
  const batches = parted(ride.fixes, FIXES_A_REQUEST).flatMap((fixes) =>
    disturbed({ due: fixes.at(-1)?.timestamp ?? 0, asked: reportOf(fixes) }, random),
  );
  const moments = [...new Set(ride.taps.map(({ at }) => at))];
  const taps = moments.flatMap((moment) => {
    const boardings = ride.taps.filter(({ at }) => at === moment);
    const path = `/api/school/trips/${tripId}/boardings`;
    const asked = { method: 'POST', path, body: { boardings } };
    return disturbed({ due: moment + TAP_AFTER_MS, asked }, random);
  });
  return [...batches, ...taps, ...pressesOf(ride, tripId)].sort((a, b) => a.due - b.due);
}

/** Sends it all, each when it is due in a time that runs `pace` times as fast as the clock from `from` on. */
export async function play(
  server: AnyServer,
  sendings: readonly Sending[],
  { from, pace, startAt }: { readonly from: number; readonly pace: number; readonly startAt: number },
): Promise<void> {
  for (const { due, asked, accepted } of sendings) {
    await sleep(Math.max(0, startAt + (due - from) / pace - Date.now()));
    await server.ask(asked, accepted);
  }
}

function reportOf(fixes: readonly Fix[]): Asked {
  return { method: 'POST', path: '/api/tracking/batch', body: { updates: fixes } };
}

/** Some come late, behind what was sent after them, and some once more. */
function disturbed(sending: Sending, random: Random): Sending[] {
  const later = (): Sending => ({ ...sending, due: sending.due + random.between(...LATE_S) * 1000 });
  const first = random.chance(LATE) ? later() : sending;
  return random.chance(TWICE) ? [first, later()] : [first];
}

function pressesOf({ bus, calls }: Ride, tripId: string): Sending[] {
  if (!bus.pressed) return [];
  const press = (what: 'start' | 'complete', at: number): Sending => ({
    due: at,
    asked: {
      method: 'POST',
      path: `/api/school/trips/${tripId}/${what}`,
      body: { at: new Date(at).toISOString() },
    },
    accepted: DONE_ALREADY,
  });
  const [first, last] = [calls[0]?.until ?? 0, calls.at(-1)?.until ?? 0];
  return [press('start', first - 4000), press('complete', last + 12_000)];
}

function parted<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}
