import { contend } from '../contenders/contend.ts';
import type { RunningContender } from '../contenders/contender-kind.ts';
import { BARE_SOCKETIO, PEERS, WAYCAST_SOCKETIO, WAYCAST_WEBSOCKET } from '../contenders/kinds.ts';
import { openCrowd, type PublishOptions } from '../load/crowd.ts';
import { type Measurement, type RunOptions, type Scenario, scaled } from '../scenario.ts';
import { measureDelivery } from './measure-delivery.ts';
import { warmUp } from './warm-up.ts';

/** The one vehicle, as the crowd's fixes call it. */
const VEHICLE = 'bus-0';
/** Updates are counted and timed in every so many connections: the generator must not be what is measured. */
const SAMPLE_EVERY = 10;

interface Shape {
  readonly followers: number;
  readonly pace: PublishOptions['pace'];
}

const KINDS = [BARE_SOCKETIO, WAYCAST_SOCKETIO, WAYCAST_WEBSOCKET, ...PEERS];

async function measureFanOut(
  server: RunningContender,
  shape: Shape,
  options: RunOptions,
): Promise<Measurement> {
  const followers = Array.from({ length: scaled(shape.followers, options) }, () =>
    server.follower([VEHICLE]),
  );
  const clients = [server.publisher(), ...followers];
  const crowd = await openCrowd(server, clients, { sampleEvery: SAMPLE_EVERY });
  const publish = (seconds: number, pace = shape.pace) =>
    crowd.publish({
      group: 'publishers',
      template: server.template,
      vehicles: 1,
      seconds,
      pace,
    });
  try {
    await warmUp(server, publish, options);
    return await measureDelivery(server, crowd, () => publish(options.seconds));
  } finally {
    await crowd.close();
  }
}

function fanOut(
  shape: Shape,
  parts: Pick<Scenario, 'name' | 'title' | 'goal' | 'goals' | 'fullOnly'>,
): Scenario {
  const contenders = KINDS.map((kind) =>
    contend(kind, {}, (server, options) => measureFanOut(server, shape, options)),
  );
  return { unit: 'updates delivered', baseline: BARE_SOCKETIO.name, contenders, ...parts };
}

/** One vehicle, 1,000 followers, as much as the server takes. */
export const fanOutSaturated = fanOut(
  { followers: 1000, pace: { inFlight: 32 } },
  {
    name: 'fan-out-saturated',
    title: 'One vehicle to 1,000 followers, 32 fixes in flight',
    goal: 'per server-CPU-second against socket.io: unmodified Socket.IO clients 15 ×, raw WebSocket 20 ×',
    goals: [
      { of: 'Waycast, Socket.IO', figure: 'perCpuSecond', atLeast: 15 },
      { of: 'Waycast, WebSocket', figure: 'perCpuSecond', atLeast: 20 },
    ],
  },
);

/** The same at a pace at which nothing gathers: one write per follower and update. */
export const fanOutPaced = fanOut(
  { followers: 1000, pace: { perSecond: 40 } },
  {
    name: 'fan-out-paced',
    title: 'One vehicle to 1,000 followers, 40 fixes a second',
    goal: 'per server-CPU-second 1.4 × socket.io, p99 no worse than its',
    goals: [
      { of: 'Waycast, Socket.IO', figure: 'perCpuSecond', atLeast: 1.4 },
      { of: 'Waycast, Socket.IO', figure: 'p99Ms', atMost: 1 },
    ],
  },
);

/** Five times the followers. */
export const fanOutWide = fanOut(
  { followers: 5000, pace: { inFlight: 32 } },
  {
    name: 'fan-out-wide',
    fullOnly: true,
    title: 'One vehicle to 5,000 followers, 32 fixes in flight',
    goal: 'per server-CPU-second 9 × socket.io',
    goals: [{ of: 'Waycast, Socket.IO', figure: 'perCpuSecond', atLeast: 9 }],
  },
);
