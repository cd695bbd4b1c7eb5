import { WAYCAST_SOCKETIO } from '../contenders/kinds.ts';
import { openCrowd, type PublishOptions } from '../load/crowd.ts';
import { type Contender, type Measurement, type RunOptions, type Scenario, scaled } from '../scenario.ts';
import { measureDelivery } from './measure-delivery.ts';
import { warmUp } from './warm-up.ts';

const PUBLISHERS = 8;
const SAMPLE_EVERY = 10;

/** One size of a curve. Each follower follows one vehicle, in turn. */
interface Size {
  readonly name: string;
  readonly followers: number;
  readonly vehicles: number;
  readonly fixesPerSecond: number;
}

function contenderOf(size: Size): Contender {
  return { name: size.name, measure: (options) => measureSize(size, options) };
}

async function measureSize(size: Size, options: RunOptions): Promise<Measurement> {
  const [followers, vehicles] = [scaled(size.followers, options), scaled(size.vehicles, options, 1)];
  const server = await WAYCAST_SOCKETIO.start();
  try {
    const crowd = await openCrowd(
      server,
      [
        ...Array.from({ length: PUBLISHERS }, () => server.publisher()),
        ...Array.from({ length: followers }, (_, n) => server.follower([followedBy(n, followers, vehicles)])),
      ],
      { sampleEvery: SAMPLE_EVERY },
    );
    const publish = (seconds: number, pace: PublishOptions['pace'] = { perSecond: size.fixesPerSecond }) =>
      crowd.publish({
        group: 'publishers',
        template: server.template,
        vehicles,
        seconds,
        pace,
      });
    try {
      await warmUp(server, publish, options);
      return perPiece(await measureDelivery(server, crowd, () => publish(options.seconds)));
    } finally {
      await crowd.close();
    }
  } finally {
    await server.stop();
  }
}

/** In turn, or spread evenly over more vehicles than there are followers. */
function followedBy(n: number, followers: number, vehicles: number): string {
  return `bus-${vehicles > followers ? Math.floor((n * vehicles) / followers) : n % vehicles}`;
}

/** What curves are read in: CPU time of the server for each delivery and each fix. */
export function perPiece(measurement: Measurement): Measurement {
  const { rate = Number.NaN, perCpuSecond = Number.NaN, extra = {} } = measurement;
  const fixes = extra['fixes/s'] ?? Number.NaN;
  const cpuSecondsPerSecond = rate / perCpuSecond;
  return {
    ...measurement,
    extra: {
      ...extra,
      'CPU µs/delivery': 1e6 / perCpuSecond,
      'CPU µs/fix': (cpuSecondsPerSecond / fixes) * 1e6,
    },
  };
}

function followersOf(followers: number, fixesPerSecond: number): Size {
  const name = `${followers.toLocaleString('en')} followers, ${fixesPerSecond} fixes/s`;
  return { name, followers, vehicles: 1, fixesPerSecond };
}

function vehiclesOf(vehicles: number): Size {
  return {
    name: `${vehicles.toLocaleString('en')} vehicles`,
    followers: 1000,
    vehicles,
    fixesPerSecond: 1000,
  };
}

/** As many deliveries a second to more and more followers of one vehicle. */
export const growthFollowers: Scenario = {
  name: 'growth-followers',
  fullOnly: true,
  title: '20,000 deliveries a second of one vehicle, to more and more followers',
  unit: 'updates delivered',
  goal: 'none; what a delivery costs as followers grow',
  contenders: [
    followersOf(100, 200),
    followersOf(1000, 20),
    followersOf(5000, 4),
    followersOf(10_000, 2),
  ].map(contenderOf),
};

/** As many fixes a second of more and more vehicles, with a thousand followers of one each. */
export const growthVehicles: Scenario = {
  name: 'growth-vehicles',
  fullOnly: true,
  title: '1,000 fixes a second of more and more vehicles, 1,000 followers of one vehicle each',
  unit: 'updates delivered',
  goal: 'none; what a fix costs as vehicles grow',
  contenders: [100, 1000, 10_000, 50_000].map((vehicles) => contenderOf(vehiclesOf(vehicles))),
};
