import { setTimeout } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { openPostgres } from '../processes/postgres.ts';
import { openRedis } from '../processes/redis.ts';
import { startServer } from '../processes/server-process.ts';
import { type Measurement, type RunOptions, type Scenario, scaled } from '../scenario.ts';
import { signToken } from '../token.ts';

const MEMBERS = 10_000;
const MOVES_PER_S = 500;
/** Sockets that are opened side by side. */
const OPENING = 50;
/** Middles of two cells beside each other. */
const PLACES = [
  { latitude: 52.6638, longitude: -8.6267 },
  { latitude: 52.6693, longitude: -8.6267 },
] as const;
const CELL = 'gc3gee';

interface Member {
  readonly socket: WebSocket;
  place: 0 | 1;
  /** Resolves with the ack of what was asked last. */
  acked: () => void;
}

async function measure(options: RunOptions): Promise<Measurement> {
  const [postgres, redis] = [await openPostgres(), await openRedis()];
  try {
    const env = {
      NODE_ENV: 'production',
      DATABASE_URL: await postgres.createDatabase(),
      REDIS_URL: redis.url,
    };
    const server = await startServer('waycast', { env: { ...env, ...UNLIMITED } });
    const members: Member[] = [];
    try {
      const token = await signToken(server.secret, 'viewer');
      let updates = 0;
      const url = `${server.url.replace('http', 'ws')}/ws?token=${token}`;
      const count = scaled(MEMBERS, options);
      while (members.length < count) {
        const more = Array.from({ length: Math.min(OPENING, count - members.length) }, () =>
          join(url, () => void updates++),
        );
        members.push(...(await Promise.all(more)));
      }
      await setTimeout(1000);
      updates = 0;
      const before = [server.cpuSeconds(), redis.cpuSeconds(), await listings(redis.cli)] as const;
      const moved = await moveAll(members, options.seconds);
      const [serverS, redisS] = [server.cpuSeconds() - before[0], redis.cpuSeconds() - before[1]];
      const sorted = moved.ms.sort((a, b) => a - b);
      return {
        rate: moved.ms.length / moved.seconds,
        p50Ms: sorted[sorted.length >> 1] ?? 0,
        p99Ms: sorted[Math.floor(sorted.length * 0.99)] ?? 0,
        serverBusy: serverS / moved.seconds,
        extra: {
          'Redis busy': redisS / moved.seconds,
          'updates delivered/s': updates / moved.seconds,
          'listings of members': (await listings(redis.cli)) - before[2],
        },
      };
    } finally {
      for (const { socket } of members) socket.terminate();
      await server.stop();
    }
  } finally {
    await redis.stop();
    await postgres.stop();
  }
}

const UNLIMITED = {
  MAX_CONNECTIONS_PER_SUBJECT: '0',
  MAX_CONNECTIONS_PER_ADDRESS: '0',
  MAX_HANDSHAKES_PER_ADDRESS: '0',
  COMMANDS_PER_SECOND_PER_SUBJECT: '0',
};

function join(url: string, updated: () => void): Promise<Member> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url);
    const member: Member = { socket, place: 0, acked: () => resolve(member) };
    socket.on('error', reject);
    socket.on('open', () => ask(member, { type: 'region:join', geohash: CELL }));
    socket.on('message', (data: Buffer) => {
      // What it is stands in the first characters: reading all of 40,000 a second would be what is measured.
      const head = data.toString('latin1', 0, 30);
      if (head.includes('"ack"')) member.acked();
      else if (head.includes('region:update')) updated();
    });
  });
}

function ask({ socket }: Member, command: object): void {
  socket.send(JSON.stringify({ id: 1, ...command }));
}

/** Each in turn into the other cell, so many a second; how long each waited for its ack. */
async function moveAll(
  members: readonly Member[],
  seconds: number,
): Promise<{ ms: number[]; seconds: number }> {
  const ms: number[] = [];
  const moves: Promise<void>[] = [];
  const begun = performance.now();
  const total = Math.round(MOVES_PER_S * seconds);
  for (let at = 0; at < total; at++) {
    const waitMs = begun + (at * 1000) / MOVES_PER_S - performance.now();
    if (waitMs > 1) await setTimeout(waitMs);
    const member = members[at % members.length];
    if (member !== undefined) moves.push(move(member).then((took) => void ms.push(took)));
  }
  await Promise.all(moves);
  return { ms, seconds: (performance.now() - begun) / 1000 };
}

function move(member: Member): Promise<number> {
  const begun = performance.now();
  member.place = member.place === 0 ? 1 : 0;
  return new Promise((resolve) => {
    member.acked = () => resolve(performance.now() - begun);
    ask(member, { type: 'heartbeat', ...PLACES[member.place] });
  });
}

/** How often Redis was asked to list a set. */
async function listings(cli: (...command: string[]) => Promise<unknown>): Promise<number> {
  const stats = String(await cli('INFO', 'commandstats'));
  const calls = [...stats.matchAll(/cmdstat_(?:smembers|sscan):calls=(\d+)/g)];
  return calls.reduce((sum, [, count]) => sum + Number(count), 0);
}

/** Members that change cells, each followed by all of the others there. */
export const regions: Scenario = {
  name: 'regions',
  title: `A region of ${MEMBERS} members of whom ${MOVES_PER_S} a second change to the next cell and back, over Redis`,
  unit: 'moves',
  goal: 'members are counted and never listed',
  goals: [{ of: 'Waycast', figure: 'listings of members', versus: 'plain', atMost: 0 }],
  contenders: [{ name: 'Waycast', measure }],
};
