import { setTimeout } from 'node:timers/promises';
import { type Measurement, type RunOptions, type Scenario, scaled } from '../scenario.ts';
import { openExpiringOrders } from '../taxi/expiring-orders.ts';
import { watchTopics } from '../taxi/order-watchers.ts';
import { openTaxiGround, type TaxiGround } from '../taxi/taxi-ground.ts';
import { signToken } from '../token.ts';

const [ORDERS, DRIVERS] = [10_000, 1000];
/** Until they expire: servers look each second whether something will be due. */
const AHEAD_S = 3;
const PATIENCE_MS = 60_000;
/** Nothing is kept apart: the machine's cores are for whoever needs them, as where servers really run. */
const ALL_CORES = { server: '0,1', stores: '0,1' };

/** One in `every` orders is followed. */
async function measure(every: number, options: RunOptions): Promise<Measurement> {
  const ground = await openTaxiGround('waycast', ALL_CORES);
  try {
    // Those of a first moment are for the compiler.
    await expire(ground, scaled(ORDERS / 5, options), scaled(DRIVERS, options), every);
    return await expire(ground, scaled(ORDERS, options), scaled(DRIVERS, options), every);
  } finally {
    await ground.stop();
  }
}

async function expire(
  { server, postgres, redis, databaseUrl }: TaxiGround,
  count: number,
  drivers: number,
  every: number,
): Promise<Measurement> {
  const orders = await openExpiringOrders(databaseUrl, count, drivers);
  const arrivals: number[] = [];
  let told = (): void => undefined;
  const all = new Promise<void>((resolve) => (told = resolve));
  try {
    const token = await signToken(server.secret, 'dispatcher');
    const topics = orders.ids.filter((_, n) => n % every === 0).map((id) => `order:${id}`);
    const watched = await watchTopics(server.url, token, topics, ({ type, status }, at) => {
      if (type === 'order:update' && status === 'EXPIRED' && arrivals.push(at) === topics.length) told();
    });
    try {
      const at = await orders.expireIn(AHEAD_S);
      const used = () => [server.cpuSeconds(), postgres.cpuSeconds(), redis.cpuSeconds()] as const;
      const before = used();
      const waited = await Promise.race([
        all,
        watched.closed,
        setTimeout(PATIENCE_MS, 'too long', { ref: false }),
      ]);
      if (waited !== undefined)
        throw new Error(`${arrivals.length} of ${topics.length} followed orders were told to have expired`);
      const [ofServer = 0, ofPostgres = 0, ofRedis = 0] = used().map((now, n) => now - (before[n] ?? 0));
      const perOrder = 1e6 / count;
      const late = arrivals.map((arrival) => arrival - at).sort((a, b) => a - b);
      return {
        p50Ms: late[late.length >> 1] ?? Number.NaN,
        extra: {
          'first told ms': late[0] ?? Number.NaN,
          'last EXPIRED ms': (await orders.lastEnded()) - at,
          'last told ms': late.at(-1) ?? Number.NaN,
          'server µs/order': ofServer * perOrder,
          'PostgreSQL µs/order': ofPostgres * perOrder,
          'Redis µs/order': ofRedis * perOrder,
        },
      };
    } finally {
      watched.close();
    }
  } finally {
    await orders.clear();
  }
}

const [SOME, EACH] = ['Waycast, one in ten followed', 'Waycast, each followed'];

/** From the moment at which they expire until the last of them is EXPIRED, and its follower has been told. */
export const dispatchExpiry: Scenario = {
  name: 'dispatch-expiry',
  fullOnly: true,
  title: '10,000 open offers of 1,000 drivers that expire at one moment',
  unit: 'orders expired',
  goal: 'the last one is EXPIRED and told within 1 s of its time',
  goals: [SOME, EACH].flatMap((of) =>
    ['last EXPIRED ms', 'last told ms'].map((figure) => ({ of, figure, versus: 'plain', atMost: 1000 })),
  ),
  contenders: [
    { name: SOME, measure: (options) => measure(10, options) },
    { name: EACH, measure: (options) => measure(1, options) },
  ],
};
