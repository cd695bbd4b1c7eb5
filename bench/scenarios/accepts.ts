import { runAlone } from '../processes/run-alone.ts';
import {
  type Contender,
  type Measurement,
  onlyInFull,
  type RunOptions,
  type Scenario,
  scaled,
} from '../scenario.ts';
import type { Rivalry, RivalryFigures } from '../taxi/rivalry.ts';
import { openTaxiGround } from '../taxi/taxi-ground.ts';

const RIVALS = 20;
/** Enough that some are free while others have just won. */
const DRIVERS = 160;
const PER_SECOND = 500;

interface Load {
  readonly transport: Rivalry['transport'];
  readonly perSecond: Rivalry['perSecond'];
}

async function measure(program: string, load: Load, options: RunOptions): Promise<Measurement> {
  const ground = await openTaxiGround(program);
  try {
    const { server, postgres, redis, databaseUrl } = ground;
    const input: Rivalry = {
      ...{ ...load, url: server.url, secret: server.secret, databaseUrl, seconds: options.seconds },
      ...{ rivals: RIVALS, drivers: scaled(DRIVERS, options, 3 * RIVALS) },
      warmUpSeconds: Math.min(3, options.seconds),
      pids: { server: server.pid, postgres: postgres.pid, redis: redis.pid },
    };
    return figuresOf(await runAlone<RivalryFigures>({ program: 'rivals', input, core: '1' }));
  } finally {
    await ground.stop();
  }
}

function figuresOf({ accepts, seconds, all, winners, losers, cpu }: RivalryFigures): Measurement {
  const perAccept = 1e6 / accepts;
  return {
    rate: accepts / seconds,
    perCpuSecond: accepts / cpu.server,
    p50Ms: all.p50,
    p99Ms: all.p99,
    serverBusy: cpu.server / seconds,
    generatorBusy: cpu.rivals / seconds,
    extra: {
      'winners p50 ms': winners.p50,
      'winners p99 ms': winners.p99,
      'losers p50 ms': losers.p50,
      'losers p99 ms': losers.p99,
      'server µs/accept': cpu.server * perAccept,
      'PostgreSQL µs/accept': cpu.postgres * perAccept,
      'Redis µs/accept': cpu.redis * perAccept,
    },
  };
}

const HTTP = 'HTTP';
const SOCKETS = 'WebSocket';

function contenders(perSecond: number | null): Contender[] {
  const transports = [
    [HTTP, 'http'],
    [SOCKETS, 'websocket'],
  ] as const;
  return transports.flatMap(([name, transport]) => {
    const load = { transport, perSecond };
    const unlocked: Contender = {
      name: `${name}, no lock`,
      measure: (options) => measure('waycast-without-lock', load, options),
    };
    return [
      { name, measure: (options) => measure('waycast', load, options) },
      transport === 'http' ? unlocked : onlyInFull(unlocked),
    ] satisfies Contender[];
  });
}

/** The lock in Redis is before the database or not; the memory of what was decided is there in both. */
export const acceptsPaced: Scenario = {
  name: 'accepts-paced',
  title: `${PER_SECOND} acceptances/s, ${RIVALS} drivers at the same moment for each order`,
  unit: 'acceptances answered',
  baseline: `${HTTP}, no lock`,
  goal: 'p99 at most 50 ms',
  goals: [HTTP, SOCKETS].map((of) => ({ of, figure: 'p99Ms', versus: 'plain', atMost: 50 })),
  contenders: contenders(PER_SECOND),
};

export const acceptsSaturated: Scenario = {
  name: 'accepts-saturated',
  fullOnly: true,
  title: `As many acceptances as are answered, ${RIVALS} drivers at the same moment for each of three orders at once`,
  unit: 'acceptances answered',
  baseline: `${HTTP}, no lock`,
  goals: [HTTP, SOCKETS].map((of) => ({ of, figure: 'rate', versus: 'plain', atLeast: PER_SECOND })),
  contenders: contenders(null),
};
