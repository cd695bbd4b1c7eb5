import { type Crowd, openCrowd } from '../load/crowd.ts';
import { type CrowdClient, FIX_TEMPLATES, socketIoClient } from '../load/crowd-client.ts';
import { runWrk } from '../load/wrk.ts';
import { type ServerProcess, startServer } from '../processes/server-process.ts';
import { type Contender, type Measurement, onlyInFull, type Scenario, scaled } from '../scenario.ts';
import { signToken } from '../token.ts';
import { CONNECTIONS, EXPRESS, missingWrk } from './reporting.ts';
import { warmUpSeconds } from './warm-up.ts';

const BATCH = 100;
const VEHICLES = 1000;
const FIXES_PER_SECOND = 5000;
const FOLLOWERS = 500;
const FOLLOWED = 10;
const LOOP_DELAY = 'loop delay p99 ms';

/** One fix a request over keep-alive connections, as the pipelines get them. */
const single: Contender = {
  name: 'Waycast embedded',
  missing: missingWrk,
  measure: (options) =>
    withServer({}, async (server, token) => {
      const wrk = (forSeconds: number) =>
        runWrk({
          url: server.url,
          path: '/api/tracking/location',
          token,
          fixesPerRequest: 1,
          connections: CONNECTIONS,
          seconds: forSeconds,
        });
      await wrk(warmUpSeconds(options));
      return measured(server, async () => {
        const { requests, p50Ms, p99Ms, busy, seconds: took } = await wrk(options.seconds);
        return { fixes: requests, seconds: took, figures: { p50Ms, p99Ms, generatorBusy: busy } };
      });
    }),
};

/** A fleet with its followers: batches of 100 at a fixed rate, 500 Socket.IO clients that follow 10 vehicles each. */
const fleet: Contender = {
  name: `Waycast embedded, ${FIXES_PER_SECOND} fixes/s in batches, ${FOLLOWERS} followers`,
  measure: (options) =>
    withServer({ GPS_MIN_INTERVAL: '1000' }, async (server, token) => {
      const followers = Array.from({ length: scaled(FOLLOWERS, options) }, (_, n) =>
        socketIoClient(
          token,
          Array.from({ length: FOLLOWED }, (__, k) => vehicle(n * FOLLOWED + k)),
        ),
      );
      const crowd = await openCrowd(server, [gatewayOfTheFleet(token), ...followers]);
      try {
        await report(crowd, warmUpSeconds(options));
        return await measured(server, async () => {
          const { acked, seconds } = await report(crowd, options.seconds);
          return { fixes: acked * BATCH, seconds, figures: {} };
        });
      } finally {
        await crowd.close();
      }
    }),
};

/** One HTTP connection that reports batches of the whole fleet. */
function gatewayOfTheFleet(token: string): CrowdClient {
  return {
    protocol: 'http',
    group: 'fleet',
    path: '/api/tracking/batch',
    texts: [`Authorization: Bearer ${token}`],
    acks: 0,
  };
}

/** `bus-000` to `bus-999`: the first digit tells the batch. */
function vehicle(n: number): string {
  return `bus-${String(n % VEHICLES).padStart(3, '0')}`;
}

function report(crowd: Crowd, seconds: number) {
  const fixes = Array.from({ length: BATCH }, (_, k) =>
    FIX_TEMPLATES.http.replace('bus-{v}', `bus-{v}${String(k).padStart(2, '0')}`),
  );
  return crowd.publish({
    group: 'fleet',
    template: `{"updates":[${fixes.join()}]}`,
    vehicles: VEHICLES / BATCH,
    seconds,
    pace: { perSecond: FIXES_PER_SECOND / BATCH },
  });
}

async function withServer<T>(
  env: Readonly<Record<string, string>>,
  use: (server: ServerProcess, token: string) => Promise<T>,
): Promise<T> {
  const server = await startServer('waycast', { env: { NODE_ENV: 'production', ...env } });
  try {
    return await use(server, await signToken(server.secret, 'dispatcher'));
  } finally {
    await server.stop();
  }
}

interface Reported {
  readonly fixes: number;
  readonly seconds: number;
  readonly figures: Measurement;
}

/** What the load cost, the database's thread included, and how long the event loop was held up meanwhile. */
async function measured(server: ServerProcess, load: () => Promise<Reported>): Promise<Measurement> {
  // Reading the delay begins it anew.
  await loopDelayMs(server);
  const before = server.cpuSeconds();
  const { fixes, seconds, figures } = await load();
  const used = server.cpuSeconds() - before;
  return {
    rate: fixes / seconds,
    perCpuSecond: fixes / used,
    serverBusy: used / seconds,
    ...figures,
    extra: { [LOOP_DELAY]: await loopDelayMs(server), 'memory MB': server.residentMb() },
  };
}

async function loopDelayMs(server: ServerProcess): Promise<number> {
  const text = await (await fetch(`${server.url}/metrics`)).text();
  const [, seconds] = /^waycast_nodejs_eventloop_lag_p99_seconds(?:{[^}]*})? (\S+)$/m.exec(text) ?? [];
  return Number(seconds) * 1000;
}

export const embedded: Scenario = {
  name: 'embedded',
  title: 'Fixes into the embedded database, acknowledged when committed, beside the Express pipeline',
  unit: 'fixes acknowledged',
  baseline: EXPRESS.name,
  goal:
    'per CPU second of the server, whose own the embedded database is, no less than Express with PostgreSQL aside; ' +
    'event-loop delay p99 at most 20 ms',
  goals: [
    { of: single.name, figure: 'perCpuSecond', atLeast: 1 },
    { of: single.name, figure: LOOP_DELAY, versus: 'plain', atMost: 20 },
    { of: fleet.name, figure: LOOP_DELAY, versus: 'plain', atMost: 20 },
  ],
  contenders: [EXPRESS, single, onlyInFull(fleet)],
};
