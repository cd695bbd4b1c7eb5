import { contend } from '../contenders/contend.ts';
import type { RunningContender } from '../contenders/contender-kind.ts';
import { BARE_SOCKETIO, WAYCAST_SOCKETIO, WAYCAST_WEBSOCKET } from '../contenders/kinds.ts';
import { type Crowd, openCrowd, type Published } from '../load/crowd.ts';
import { type Measurement, type RunOptions, type Scenario, scaled } from '../scenario.ts';
import { measureDelivery } from './measure-delivery.ts';

const VEHICLES = 50;
/** Each follows one vehicle. */
const FOLLOWERS = 1000;
/** Each follows all vehicles and then stops to read. Several, for the memory of one is less than what RSS tells. */
const SLOW_READERS = 10;
const FIXES_PER_SECOND = 2500;
const PUBLISHERS = 16;
const WARM_UP_SECONDS = 2;
/** What the kernel takes for a connection that is not read, some 3 MB, is full after half of it. */
const SLOW_SECONDS = 12;

async function measureSlowReaders(server: RunningContender, options: RunOptions): Promise<Measurement> {
  const vehicles = Array.from({ length: scaled(VEHICLES, options) }, (_, n) => `bus-${n}`);
  const followers = Array.from({ length: scaled(FOLLOWERS, options) }, (_, n) =>
    server.follower([`bus-${n % vehicles.length}`]),
  );
  const publishers = Array.from({ length: PUBLISHERS }, () => server.publisher());
  const slow = Array.from({ length: SLOW_READERS }, () => server.follower(vehicles, 'slow'));
  const crowd = await openCrowd(server, [...publishers, ...followers, ...slow]);
  const publish = publisherOf(server, crowd, vehicles.length);
  try {
    await publish(Math.min(WARM_UP_SECONDS, options.seconds));
    const before = await measureDelivery(server, crowd, () => publish(options.seconds));
    await crowd.pause('slow');
    const seconds = SLOW_SECONDS * options.scale;
    const during = await withGrowth(server, () => measureDelivery(server, crowd, () => publish(seconds)));
    return {
      ...during.measured,
      extra: {
        'p99 while all read ms': before.p99Ms ?? Number.NaN,
        'p99 change': (during.measured.p99Ms ?? Number.NaN) / (before.p99Ms ?? Number.NaN),
        'MB/slow reader': Math.max(0, during.grownMb) / SLOW_READERS,
      },
    };
  } finally {
    await crowd.close();
  }
}

function publisherOf(
  { template }: RunningContender,
  crowd: Crowd,
  vehicles: number,
): (seconds: number) => Promise<Published> {
  const pace = { perSecond: FIXES_PER_SECOND };
  return (seconds) => crowd.publish({ group: 'publishers', template, vehicles, seconds, pace });
}

/** With what the server's memory grew by meanwhile. */
async function withGrowth(
  server: RunningContender,
  measure: () => Promise<Measurement>,
): Promise<{ measured: Measurement; grownMb: number }> {
  const before = server.residentMb();
  const measured = await measure();
  return { measured, grownMb: server.residentMb() - before };
}

/** Clients that stay connected and read nothing, among many that do. */
export const slowReader: Scenario = {
  name: 'slow-reader',
  title: `${SLOW_READERS} followers of ${VEHICLES} vehicles stop reading, among ${FOLLOWERS} of one, ${FIXES_PER_SECOND} fixes/s`,
  unit: 'updates delivered',
  baseline: BARE_SOCKETIO.name,
  goal: 'a slow reader takes 1 MB at most, and the p99 of the others does not change',
  goals: [
    { of: WAYCAST_SOCKETIO.name, figure: 'MB/slow reader', versus: 'plain', atMost: 1 },
    { of: WAYCAST_SOCKETIO.name, figure: 'p99 change', versus: 'plain', atMost: 1.2 },
  ],
  contenders: [BARE_SOCKETIO, WAYCAST_SOCKETIO, WAYCAST_WEBSOCKET].map((kind) =>
    contend(kind, {}, measureSlowReaders),
  ),
};
