import { type SeveralServers, SHARED_KINDS, severalContender } from '../contenders/several.ts';
import { type Crowd, openCrowd, type PublishOptions } from '../load/crowd.ts';
import { together } from '../load/crowds.ts';
import { type Measurement, type RunOptions, type Scenario, scaled } from '../scenario.ts';
import { measureDelivery } from './measure-delivery.ts';
import { warmUp } from './warm-up.ts';

/** Each has one follower, on the other server. */
const VEHICLES = 100;
const PUBLISHERS = 8;
const PER_SECOND = 1000;

async function measureAcross(several: SeveralServers, options: RunOptions): Promise<Measurement> {
  const [here, there] = several.servers;
  if (here === undefined || there === undefined) throw new Error('this takes two servers');
  const vehicles = scaled(VEHICLES, options);
  const crowds: Crowd[] = [];
  try {
    const followers = Array.from({ length: vehicles }, (_, n) => several.follower([`bus-${n}`]));
    const publishers = Array.from({ length: PUBLISHERS }, () => several.publisher());
    const receiving = await openCrowd(there, followers);
    crowds.push(receiving);
    const publishing = await openCrowd(here, publishers);
    crowds.push(publishing);
    const publish = (seconds: number, pace: PublishOptions['pace'] = { perSecond: PER_SECOND }) =>
      publishing.publish({
        group: 'publishers',
        template: several.template('bus-'),
        vehicles,
        seconds,
        pace,
      });
    await warmUp(several, publish, options);
    receiving.fresh();
    const one = await measureDelivery(several, together(crowds), () => publish(options.seconds));
    const { p50, p99 } = await receiving.totals();
    return { ...one, p50Ms: p50, p99Ms: p99 };
  } finally {
    await together(crowds).close();
  }
}

/** From the device's socket at one server to a follower's at another. */
export const twoServers: Scenario = {
  name: 'two-servers',
  title: '1,000 fixes/s at one server, their followers at another',
  unit: 'updates delivered',
  baseline: 'socket.io + redis-adapter',
  goal: 'p50 at most 0.5 ms, p99 at most 3 ms',
  goals: [
    { of: 'Waycast, Socket.IO', figure: 'p50Ms', versus: 'plain', atMost: 0.5 },
    { of: 'Waycast, Socket.IO', figure: 'p99Ms', versus: 'plain', atMost: 3 },
  ],
  contenders: SHARED_KINDS.map((kind) => severalContender(kind, { count: 2 }, measureAcross)),
};
