import { contend } from '../contenders/contend.ts';
import type { RunningContender } from '../contenders/contender-kind.ts';
import { BARE_SOCKETIO, PEERS, WAYCAST_SOCKETIO, WAYCAST_WEBSOCKET } from '../contenders/kinds.ts';
import { openCrowd, type PublishOptions } from '../load/crowd.ts';
import { type Measurement, type RunOptions, type Scenario, scaled } from '../scenario.ts';
import { measureDelivery } from './measure-delivery.ts';
import { warmUp } from './warm-up.ts';

const VEHICLES = 200;
/** Five of each vehicle. */
const FOLLOWERS = 1000;
/** 2,500 deliveries a second, for which no server needs half of its core. */
const FIXES_PER_SECOND = 500;
const PUBLISHERS = 8;

async function measureLatency(server: RunningContender, options: RunOptions): Promise<Measurement> {
  const vehicles = scaled(VEHICLES, options);
  const followers = Array.from({ length: scaled(FOLLOWERS, options) }, (_, n) =>
    server.follower([`bus-${n % vehicles}`]),
  );
  const publishers = Array.from({ length: PUBLISHERS }, () => server.publisher());
  const crowd = await openCrowd(server, [...publishers, ...followers]);
  const { template } = server;
  const publish = (seconds: number, pace: PublishOptions['pace'] = { perSecond: FIXES_PER_SECOND }) =>
    crowd.publish({ group: 'publishers', template, vehicles, seconds, pace });
  try {
    await warmUp(server, publish, options);
    return await measureDelivery(server, crowd, () => publish(options.seconds));
  } finally {
    await crowd.close();
  }
}

/** How long an update takes when nothing is scarce. */
export const latency: Scenario = {
  name: 'latency',
  fullOnly: true,
  title: `From sending to receiving: ${VEHICLES} vehicles with 5 followers each, ${FIXES_PER_SECOND} fixes/s`,
  unit: 'updates delivered',
  baseline: BARE_SOCKETIO.name,
  goal: 'p50 and p99 no worse than those of socket.io',
  goals: [
    { of: WAYCAST_SOCKETIO.name, figure: 'p50Ms', atMost: 1 },
    { of: WAYCAST_SOCKETIO.name, figure: 'p99Ms', atMost: 1 },
  ],
  contenders: [BARE_SOCKETIO, WAYCAST_SOCKETIO, WAYCAST_WEBSOCKET, ...PEERS].map((kind) =>
    contend(kind, {}, measureLatency),
  ),
};
