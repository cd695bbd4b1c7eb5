import { type SeveralServers, SHARED_KINDS, severalContender } from '../contenders/several.ts';
import { type Crowd, openCrowd, type Published } from '../load/crowd.ts';
import type { CrowdClient } from '../load/crowd-client.ts';
import { publishTogether, together } from '../load/crowds.ts';
import { type Goal, type Measurement, type RunOptions, type Scenario, scaled } from '../scenario.ts';
import { measureDelivery } from './measure-delivery.ts';
import { warmUp } from './warm-up.ts';

const VEHICLES = 1000;
/** Each follows one vehicle. */
const FOLLOWERS = 2000;
/** Each follows all of them. With two followers of each vehicle that is seven deliveries for a fix. */
const DASHBOARDS = 5;
/** Connections that report, at each server. */
const PUBLISHERS = 8;

/** Fixes a second in all, or fixes in flight in all. */
export type Load = { readonly perSecond: number } | { readonly inFlight: number };

/** What the servers take under this load; their times are of those who follow one vehicle. */
export async function measureRealistic(
  several: SeveralServers,
  load: Load,
  options: RunOptions,
  dashboardsInAll = DASHBOARDS,
): Promise<Measurement> {
  const singles: Crowd[] = [];
  const dashboards: Crowd[] = [];
  const all = (): Crowd[] => [...singles, ...dashboards];
  try {
    for (const [index, server] of several.servers.entries()) {
      singles.push(await openCrowd(server, singlesOf(several, index, options)));
      const here = dashboardsOf(several, index, dashboardsInAll);
      if (here.length > 0) dashboards.push(await openCrowd(server, here));
    }
    const publish = (seconds: number, pace = paceOf(load, several)) =>
      publishTogether(
        singles.map((crowd, index) => ({
          crowd,
          options: {
            group: 'publishers',
            template: several.template(wordOf(index)),
            vehicles: vehiclesOf(several, options),
            seconds,
            pace,
          },
        })),
      );
    await warmUp(several, publish, options);
    for (const crowd of all()) crowd.fresh();
    return await measured(several, all(), dashboards, () => publish(options.seconds));
  } finally {
    await together(all()).close();
  }
}

/** Dashboards get theirs by the tick, where the server has one. */
async function measured(
  several: SeveralServers,
  crowds: readonly Crowd[],
  dashboards: readonly Crowd[],
  publish: () => Promise<Published>,
): Promise<Measurement> {
  const { redis, postgres } = several;
  for (const crowd of dashboards) crowd.fresh();
  const before = { redis: redis.cpuSeconds(), postgres: postgres?.cpuSeconds() ?? 0 };
  let fixes = 0;
  const one = await measureDelivery(several, together(crowds), async () => {
    const published = await publish();
    fixes = published.acked;
    return published;
  });
  const late = await Promise.all(dashboards.map((crowd) => crowd.totals()));
  const perFix = (seconds: number): number => (seconds / fixes) * 1e6;
  return {
    ...one,
    extra: {
      ...one.extra,
      ...(late.length > 0 && { 'dashboards p50 ms': Math.max(...late.map(({ p50 }) => p50)) }),
      'Redis µs/fix': perFix(redis.cpuSeconds() - before.redis),
      ...(postgres && { 'PostgreSQL µs/fix': perFix(postgres.cpuSeconds() - before.postgres) }),
    },
  };
}

/** Those of this server among the followers, who sit anywhere. */
function singlesOf(several: SeveralServers, index: number, options: RunOptions): CrowdClient[] {
  const count = several.servers.length;
  const vehicles = vehiclesOf(several, options);
  const followers = Array.from({ length: scaled(FOLLOWERS, options) }, (_, n) => n).filter(
    (n) => (Math.imul(n, 2654435761) >>> 16) % count === index,
  );
  const vehicle = (n: number): string => `${wordOf(n % count)}${Math.floor(n / count) % vehicles}`;
  return [
    ...Array.from({ length: PUBLISHERS }, () => several.publisher()),
    ...followers.map((n) => several.follower([vehicle(n)])),
  ];
}

function dashboardsOf(several: SeveralServers, index: number, count: number): CrowdClient[] {
  const here = Array.from({ length: count }, (_, n) => n).filter((n) => n % several.servers.length === index);
  return here.map(() => several.follower('fleet', 'dashboards'));
}

/** Each server gets the reports of as many vehicles. */
function vehiclesOf({ servers }: SeveralServers, options: RunOptions): number {
  return Math.ceil(scaled(VEHICLES, options) / servers.length);
}

function wordOf(server: number): string {
  return `bus-${server}-`;
}

function paceOf(load: Load, { servers }: SeveralServers): Load {
  return 'perSecond' in load
    ? { perSecond: load.perSecond / servers.length }
    : { inFlight: Math.ceil(load.inFlight / servers.length / PUBLISHERS) };
}

function realistic(
  count: number,
  load: Load,
  parts: Pick<Scenario, 'name' | 'title' | 'goal' | 'goals' | 'fullOnly'>,
): Scenario {
  const contenders = SHARED_KINDS.map((kind) =>
    severalContender(kind, { count, hasDashboards: true }, (several, options) =>
      measureRealistic(several, load, options),
    ),
  );
  return { unit: 'updates delivered', baseline: 'socket.io + redis-adapter', contenders, ...parts };
}

const WORDS = 'per server-CPU-second, of all servers together, against socket.io + redis-adapter';
const PACED: Load = { perSecond: 1000 };
const SATURATED: Load = { inFlight: 192 };

function goalsOf(atLeast: number): readonly Goal[] {
  return [
    { of: 'Waycast, Socket.IO', figure: 'perCpuSecond', atLeast },
    { of: 'Waycast, Socket.IO', figure: 'p50Ms', atMost: 1 },
  ];
}

/** Many vehicles with two followers each and five dashboards, at 7,000 deliveries a second. */
export const realisticOne = realistic(1, PACED, {
  name: 'realistic-1-server',
  title: '1,000 vehicles, 2,000 followers of one, 5 of all, 1,000 fixes/s, one server on Redis',
  goal: `${WORDS} 2.5 ×, p50 of those who follow one no worse`,
  goals: goalsOf(2.5),
});

/** The same among three servers. */
export const realisticThree = realistic(3, PACED, {
  name: 'realistic-3-servers',
  title: '1,000 vehicles, 2,000 followers of one, 5 of all, 1,000 fixes/s, three servers on Redis',
  goal: `${WORDS} 4 ×, p50 of those who follow one no worse`,
  goals: goalsOf(4),
});

export const realisticOneSaturated = realistic(1, SATURATED, {
  name: 'realistic-1-server-saturated',
  fullOnly: true,
  title: '1,000 vehicles, 2,000 followers of one, 5 of all, 192 fixes in flight, one server on Redis',
  goal: `${WORDS} 2.5 ×`,
  goals: [{ of: 'Waycast, Socket.IO', figure: 'perCpuSecond', atLeast: 2.5 }],
});

export const realisticThreeSaturated = realistic(3, SATURATED, {
  name: 'realistic-3-servers-saturated',
  fullOnly: true,
  title: '1,000 vehicles, 2,000 followers of one, 5 of all, 192 fixes in flight, three servers on Redis',
  goal: `${WORDS} 4 ×`,
  goals: [{ of: 'Waycast, Socket.IO', figure: 'perCpuSecond', atLeast: 4 }],
});
