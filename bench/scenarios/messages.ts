import type { Chatting, ChattingFigures } from '../chat/chatting.ts';
import { openPostgres } from '../processes/postgres.ts';
import { openRedis } from '../processes/redis.ts';
import { runAlone } from '../processes/run-alone.ts';
import { type ServerProcess, startServer } from '../processes/server-process.ts';
import { type Measurement, type RunOptions, type Scenario, scaled } from '../scenario.ts';

const CONVERSATIONS = 200;
const PER_SECOND = 1000;
/** Nothing is kept apart: PostgreSQL alone takes most of a core, which the load would have to share. */
const ALL_CORES = '0,1';

async function measure(count: number, options: RunOptions): Promise<Measurement> {
  const at = { core: ALL_CORES };
  const [redis, postgres] = await Promise.all([openRedis(at), openPostgres(at)]);
  const servers: ServerProcess[] = [];
  try {
    const env = {
      ...{ NODE_ENV: 'production', REDIS_URL: redis.url },
      DATABASE_URL: await postgres.createDatabase(),
    };
    const first = await startServer('waycast', { env, ...at });
    servers.push(first);
    while (servers.length < count)
      servers.push(await startServer('waycast', { env: { ...env, JWT_SECRET: first.secret }, ...at }));
    const input: Chatting = {
      ...{ urls: servers.map(({ url }) => url), secret: first.secret },
      conversations: scaled(CONVERSATIONS, options, 10),
      perSecond: scaled(PER_SECOND, options, 50),
      ...{ warmUpSeconds: Math.min(3, options.seconds), seconds: options.seconds },
      pids: { servers: servers.map(({ pid }) => pid), postgres: postgres.pid, redis: redis.pid },
    };
    return figuresOf(await runAlone<ChattingFigures>({ program: 'chats', input, ...at }));
  } finally {
    await Promise.all(servers.map((server) => server.stop()));
    await Promise.all([redis.stop(), postgres.stop()]);
  }
}

function figuresOf({ sent, seconds, delivered, acknowledged, cpu }: ChattingFigures): Measurement {
  return {
    rate: sent / seconds,
    perCpuSecond: sent / cpu.servers,
    ...{ p50Ms: delivered.p50, p99Ms: delivered.p99 },
    serverBusy: cpu.servers / seconds,
    generatorBusy: cpu.chats / seconds,
    extra: {
      'acknowledged p50 ms': acknowledged.p50,
      'acknowledged p99 ms': acknowledged.p99,
      'servers µs/message': (cpu.servers * 1e6) / sent,
      'PostgreSQL µs/message': (cpu.postgres * 1e6) / sent,
      'Redis µs/message': (cpu.redis * 1e6) / sent,
    },
  };
}

const TWO = 'two servers';

/** From when a message is due at one server to when the other side has it at the other: stored, numbered, told. */
export const messages: Scenario = {
  name: 'messages',
  title: `${PER_SECOND} messages/s in ${CONVERSATIONS} conversations, customers at one server and agents at the other`,
  unit: 'messages stored and delivered',
  goal: 'p99 at most 50 ms',
  goals: [{ of: TWO, figure: 'p99Ms', versus: 'plain', atMost: 50 }],
  contenders: [
    { name: TWO, measure: (options) => measure(2, options) },
    { name: 'one server', measure: (options) => measure(1, options) },
  ],
};
