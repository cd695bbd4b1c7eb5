import { randomUUID } from 'node:crypto';
import type { Topic } from '@waycast/contract';
import type { RedisConnection } from '../../../../src/adapters/redis/open-redis.ts';
import type { Redis, RedisState } from '../../../../src/adapters/redis/redis.ts';
import { openLiveServer } from '../servers.ts';
import { type Published, Publisher } from './publisher.ts';
import { openReader, type Reader } from './reader.ts';

/** Where the two servers find Redis. */
export interface Places {
  readonly publisher: Partial<RedisConnection>;
  readonly reader: Partial<RedisConnection>;
}

/** Real Redis processes, and how both servers reach them. */
export interface Ground<Setup> {
  readonly setup: Setup;
  readonly places: Places;
  stop(): Promise<void>;
}

/** Something that happens to Redis or to the way there. */
export interface Fault<Setup> {
  readonly name: string;
  /** Delivery has to be back so soon after Redis is; judged in `bench/redis-failures.ts`. */
  readonly limitMs: 3000 | 5000;
  /** Whether it lasts so long that the following server has to say that Redis is away or unproven. */
  readonly shows: boolean;
  /** Lets it happen to the Redis of this vehicle; resolves to when Redis was available, in ms of `performance.now()`. */
  run(setup: Setup, vehicle: Topic): Promise<number>;
  /** Makes the ground whole again for the next. */
  mend?(setup: Setup): Promise<void>;
}

/** What came of it. */
export interface Outcome {
  readonly published: Published;
  /** What the client got. */
  readonly numbers: readonly number[];
  readonly version: number;
  readonly resyncs: number;
  /** The version that the following server finds stored at the end. */
  readonly stored: number | undefined;
  /** States other than `connected` that the following server went through. */
  readonly troubles: ReadonlySet<RedisState>;
  /** The longest time in which no position, or no event, arrived. */
  readonly silentMs: number;
  /** From Redis being available to the first position and event that arrived. */
  readonly resumedMs: number;
}

const SETTLED_EVENTS = 25;
const PATIENCE_MS = 30_000;

/** One server publishes, another follows, the fault happens, delivery resumes; all over, everything is compared. */
export async function endure<Setup>(fault: Fault<Setup>, { setup, places }: Ground<Setup>): Promise<Outcome> {
  const tenant = `t-${randomUUID()}`;
  const vehicle: Topic = { tenant, family: 'vehicle', id: 'bus-1' };
  const log: Topic = { tenant, family: 'geofence', id: 'bus-1' };
  const [sending, following] = await Promise.all([
    openLiveServer(places.publisher),
    openLiveServer(places.reader),
  ]);
  const troubles = new Set<RedisState>();
  try {
    await Promise.all([connected(sending.redis), connected(following.redis)]);
    following.redis.onState((state) => void (state === 'connected' || troubles.add(state)));
    const reader = await openReader(following.live, vehicle, log);
    const publisher = new Publisher(sending.live, vehicle, log);
    const times = await passes(reader, publisher, () => fault.run(setup, vehicle));
    const stored = (await following.live.get(vehicle))?.version;
    const { numbers, version, resyncs } = reader;
    await reader.close();
    return { ...times, numbers, version, resyncs, stored, troubles };
  } finally {
    await Promise.all([sending.close(), following.close()]);
    await fault.mend?.(setup);
  }
}

function connected(redis: Redis): Promise<void> {
  if (redis.state === 'connected') return Promise.resolve();
  return new Promise((resolve) => {
    const end = redis.onState((state) => {
      if (state !== 'connected') return;
      end();
      resolve();
    });
  });
}

async function passes(reader: Reader, publisher: Publisher, run: () => Promise<number>) {
  try {
    await soon(reader, ({ numbers, version }) => numbers.length >= SETTLED_EVENTS && version > 0);
    const brokeAt = performance.now();
    const availableAt = await run();
    const resumedAt = await resumption(reader, availableAt);
    const published = await publisher.stop();
    const [lastEvent, lastVersion] = [published.events.at(-1), published.version];
    await soon(reader, ({ numbers, version }) => numbers.at(-1) === lastEvent && version === lastVersion);
    const silentMs = longestSilence(reader, brokeAt);
    return { published, silentMs, resumedMs: resumedAt - availableAt };
  } finally {
    publisher.abandon();
  }
}

async function resumption(reader: Reader, availableAt: number): Promise<number> {
  const firstAfter = (times: readonly number[]) => times.find((time) => time >= availableAt);
  const both = () => {
    const [position, event] = [firstAfter(reader.arrivals.positions), firstAfter(reader.arrivals.events)];
    return position === undefined || event === undefined ? undefined : Math.max(position, event);
  };
  // A while longer than until the first: what is late or comes twice has to show.
  const seen = () => reader.arrivals.events.filter((time) => time >= availableAt).length;
  await soon(reader, () => both() !== undefined && seen() >= SETTLED_EVENTS);
  return both() ?? Number.NaN;
}

/** Says what had arrived when it takes so long that it will not come. */
async function soon(reader: Reader, wanted: (reader: Reader) => boolean): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      const { numbers, version, resyncs, arrivals } = reader;
      const told = `${numbers.length} events up to ${numbers.at(-1)}, version ${version}, ${resyncs} resyncs`;
      const last = Math.max(arrivals.events.at(-1) ?? 0, arrivals.positions.at(-1) ?? 0);
      const ago = Math.round(performance.now() - last);
      reject(new Error(`Not delivered in ${PATIENCE_MS} ms; got ${told}, the last ${ago} ms ago`));
    }, PATIENCE_MS);
  });
  try {
    await Promise.race([reader.until(wanted), late]);
  } finally {
    clearTimeout(timer);
  }
}

function longestSilence({ arrivals }: Reader, from: number): number {
  const longest = (times: readonly number[]) => {
    const during = [from, ...times.filter((time) => time > from)];
    return Math.max(...during.map((time, index) => time - (during[index - 1] ?? time)));
  };
  return Math.max(longest(arrivals.positions), longest(arrivals.events));
}

/** One line for people: what the fault cost. */
export function costOf(
  { name }: { name: string },
  { silentMs, resumedMs, troubles, numbers }: Outcome,
): string {
  const seconds = (ms: number) => `${(ms / 1000).toFixed(2)} s`;
  const states = troubles.size === 0 ? 'not noticed' : [...troubles].join(', ');
  return `${name}: ${seconds(silentMs)} without delivery, ${seconds(resumedMs)} after Redis was available; ${states}; ${numbers.length} events`;
}
