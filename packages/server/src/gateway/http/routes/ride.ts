import {
  type Fix,
  RIDE_MAX_DAYS,
  RIDE_MAX_IGNORED,
  RIDE_MAX_POINTS,
  type Ride,
  WaycastError,
} from '@waycast/contract';
import { simplifyRide } from '@waycast/geo';
import { parseTimeText } from '../../../kernel/parse-time.ts';
import type { History } from '../../../ports/history.ts';
import type { Handlers } from '../handler.ts';
import type { HttpParts } from '../parts.ts';

const DAY_MS = 86_400_000;
/** The first tolerance beyond nothing, in metres, where a ride has too many points. */
const LEAST_M = 1;
/** Nobody knows the way between two fixes that lie further apart. */
const SILENCE_MS = 180_000;

/** The way of a vehicle over a span, simplified for the eye: a day at one fix a second becomes some thousand points. */
export function rideRoute({
  history,
  reports,
}: Pick<HttpParts, 'history' | 'reports'>): Pick<Handlers, 'ride'> {
  return {
    async ride({ subject, params, query }) {
      const [from, to] = [parseTimeText('from', query.from), parseTimeText('to', query.to)];
      if (from > to) throw new WaycastError('invalid', 'from lies after to; both ends are inclusive');
      if (to - from > RIDE_MAX_DAYS * DAY_MS)
        throw new WaycastError('invalid', `from and to lie more than ${RIDE_MAX_DAYS} days apart`);
      const range = { tenant: subject.tenant, vehicleId: params.id, from, to };
      const flags = await reports.flags(range);
      const isIgnored = ({ time }: Fix): boolean => flags.has(time);
      const { parts, ...rest } = await simplified(history.stream(range), query.tolerance, isIgnored);
      return { vehicleId: params.id, ...rest, silences: silencesOf(parts), ...columnsOf(parts.flat()) };
    },
  };
}

/** Fixes without a silence between them. */
type Part = readonly Fix[];

interface Simplified extends Pick<Ride, 'fixes' | 'toleranceM' | 'ignored'> {
  readonly parts: readonly Part[];
}

/** Chunk by chunk as it is read, so that no other request waits for a long one. */
async function simplified(
  chunks: ReturnType<History['stream']>,
  tolerance: number,
  isIgnored: (fix: Fix) => boolean,
): Promise<Simplified> {
  let fixes = 0;
  const ignored: Ride['ignored'] = [];
  let step = tolerance;
  let toleranceM = tolerance;
  let parts: Part[] = [];
  for await (const chunk of chunks) {
    const real = chunk.filter(({ future }) => future !== true);
    fixes += real.length;
    for (const { time, latitude, longitude } of real.filter(isIgnored))
      if (ignored.length < RIDE_MAX_IGNORED) ignored.push({ time, latitude, longitude });
    for (const part of partsOf(real.filter((fix) => !isIgnored(fix)))) {
      const known = parts.at(-1);
      const points = step === 0 ? part : simplifyRide(part, step);
      if (known !== undefined && !isSilence(known.at(-1), part[0])) parts.splice(-1, 1, known.concat(points));
      else parts.push(points);
    }
    while (parts.reduce((sum, { length }) => sum + length, 0) > RIDE_MAX_POINTS) {
      step = Math.max(LEAST_M, step * 2);
      parts = parts.map((part) => simplifyRide(part, step));
      // What was left out before counts from points that may now be left out themselves.
      toleranceM += step;
    }
  }
  return { fixes, toleranceM, parts, ignored };
}

function partsOf(fixes: readonly Fix[]): Fix[][] {
  const parts: Fix[][] = [];
  for (const fix of fixes) {
    const part = parts.at(-1);
    if (part === undefined || isSilence(part.at(-1), fix)) parts.push([fix]);
    else part.push(fix);
  }
  return parts;
}

function isSilence(last: Fix | undefined, next: Fix | undefined): boolean {
  return last !== undefined && next !== undefined && next.time - last.time > SILENCE_MS;
}

function silencesOf(parts: readonly Part[]): number[] {
  let points = 0;
  return parts.slice(0, -1).map(({ length }) => {
    points += length;
    return points - 1;
  });
}

function columnsOf(points: readonly Fix[]): Pick<Ride, 'times' | 'latitudes' | 'longitudes' | 'speeds'> {
  return {
    times: points.map(({ time }) => time),
    latitudes: points.map(({ latitude }) => latitude),
    longitudes: points.map(({ longitude }) => longitude),
    speeds: points.map(({ speed }) => speed ?? null),
  };
}
