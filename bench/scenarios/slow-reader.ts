import { contend } from '../contenders/contend.ts';
import type { RunningContender } from '../contenders/contender-kind.ts';
import { BARE_SOCKETIO, WAYCAST_SOCKETIO, WAYCAST_WEBSOCKET } from '../contenders/kinds.ts';
import { type Crowd, openCrowd } from '../load/crowd.ts';
import type { CrowdClient } from '../load/crowd-client.ts';
import { type Measurement, type RunOptions, type Scenario, scaled } from '../scenario.ts';
import { measureDelivery } from './measure-delivery.ts';
import { warmUpSeconds } from './warm-up.ts';

const VEHICLES = 60;
/** Each follows one vehicle. */
const FOLLOWERS = 1000;
/** Each follows all vehicles and reads nothing. Several, for what one takes is less than what memory varies by. */
const SLOW_READERS = 20;
const FIXES_PER_SECOND = 1500;
const PUBLISHERS = 16;
/** What the kernel keeps for a connection that is not read, some 3 MB, is full before its end. */
const FILLING_SECONDS = 15;

/** First without the slow readers, then for as long with them; counted when the kernel takes nothing more for them. */
async function measureSlowReaders(server: RunningContender, options: RunOptions): Promise<Measurement> {
  const { template } = server;
  const vehicles = Array.from({ length: scaled(VEHICLES, options) }, (_, n) => `bus-${n}`);
  const crowd = await openCrowd(server, clientsOf(server, vehicles, options));
  const pace = { perSecond: FIXES_PER_SECOND };
  const publish = (seconds: number) =>
    crowd.publish({ group: 'publishers', template, vehicles: vehicles.length, seconds, pace });
  const phase = async (): Promise<{ measured: Measurement; grownMb: number }> => {
    const before = server.residentMb();
    await publish(FILLING_SECONDS * options.scale);
    const measured = await measureDelivery(server, crowd, () => publish(options.seconds));
    return { measured, grownMb: server.residentMb() - before };
  };
  try {
    await crowd.drop('slow');
    // At its pace: a heap that was stretched before would hide what slow readers take.
    await publish(warmUpSeconds(options));
    const without = await phase();
    await enterSlowly(crowd);
    const { measured, grownMb } = await phase();
    const p99BeforeMs = without.measured.p99Ms ?? Number.NaN;
    return {
      ...measured,
      extra: {
        'p99 without ms': p99BeforeMs,
        'p99 change': (measured.p99Ms ?? Number.NaN) / p99BeforeMs,
        // A heap grows for a while by itself.
        'MB/slow reader': Math.max(0, grownMb - Math.max(0, without.grownMb)) / SLOW_READERS,
      },
    };
  } finally {
    await crowd.close();
  }
}

function clientsOf(
  server: RunningContender,
  vehicles: readonly string[],
  options: RunOptions,
): CrowdClient[] {
  const followed = (n: number): string => vehicles[n % vehicles.length] ?? '';
  return [
    ...Array.from({ length: PUBLISHERS }, () => server.publisher()),
    ...Array.from({ length: scaled(FOLLOWERS, options) }, (_, n) => server.follower([followed(n)])),
    ...Array.from({ length: SLOW_READERS }, () => server.follower(vehicles, 'slow')),
  ];
}

async function enterSlowly(crowd: Crowd): Promise<void> {
  const { failed } = await crowd.reopen();
  if (failed > 0) throw new Error(`${failed} slow readers could not come`);
  await crowd.pause('slow');
}

/** Clients that stay connected and read nothing, among many that do. */
export const slowReader: Scenario = {
  name: 'slow-reader',
  fullOnly: true,
  title: `${SLOW_READERS} followers of ${VEHICLES} vehicles that read nothing, among ${FOLLOWERS} of one, ${FIXES_PER_SECOND} fixes/s`,
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
