import { openCrowd } from '../load/crowd.ts';
import { FIX_TEMPLATES, socketIoClient, webSocketClient } from '../load/crowd-client.ts';
import { runWrk } from '../load/wrk.ts';
import { findProgram } from '../processes/program.ts';
import type { Contender, Scenario } from '../scenario.ts';
import { openIngestGround } from './ingest-ground.ts';

const CONNECTIONS = 50;
const WARM_UP_SECONDS = 3;
const BATCH = 100;
/** Fixes that a socket sends before their acks. */
const IN_FLIGHT = 4;
const VEHICLES = 1000;

/** Devices that report by HTTP, each answered once its fixes are committed in PostgreSQL. */
function byHttp(name: string, program: string, fixesPerRequest: number): Contender {
  const path = fixesPerRequest === 1 ? '/api/tracking/location' : '/api/tracking/batch';
  return {
    name,
    missing: () => (findProgram('wrk') === undefined ? 'wrk' : undefined),
    async measure(options) {
      const ground = await openIngestGround(program);
      try {
        const { token, server } = ground;
        const wrk = (seconds: number) =>
          runWrk({ url: server.url, path, token, fixesPerRequest, connections: CONNECTIONS, seconds });
        await wrk(WARM_UP_SECONDS);
        let latency = {};
        const figures = await ground.measure(async () => {
          const { requests, p50Ms, p99Ms, busy } = await wrk(options.seconds);
          latency = { p50Ms, p99Ms, generatorBusy: busy };
          return requests * fixesPerRequest;
        });
        return { ...figures, ...latency };
      } finally {
        await ground.stop();
      }
    },
  };
}

/** Devices that report over a socket, a few fixes at a time. */
function bySocket(name: string, protocol: 'socketio' | 'websocket'): Contender {
  const clientOf = protocol === 'socketio' ? socketIoClient : webSocketClient;
  return {
    name,
    async measure(options) {
      const ground = await openIngestGround('waycast');
      const devices = Array.from({ length: CONNECTIONS }, () => clientOf(ground.token, [], 'devices'));
      const crowd = await openCrowd(ground.server, devices);
      const publish = (seconds: number) =>
        crowd.publish({
          group: 'devices',
          template: FIX_TEMPLATES[protocol],
          vehicles: VEHICLES,
          seconds,
          pace: { inFlight: IN_FLIGHT },
        });
      try {
        await publish(WARM_UP_SECONDS);
        const busyBefore = crowd.cpuSeconds();
        let latency = {};
        const figures = await ground.measure(async () => {
          const { acked, ackP50, ackP99, seconds } = await publish(options.seconds);
          const generatorBusy = (crowd.cpuSeconds() - busyBefore) / seconds;
          latency = { p50Ms: ackP50, p99Ms: ackP99, generatorBusy };
          return acked;
        });
        return { ...figures, ...latency };
      } finally {
        await crowd.close();
        await ground.stop();
      }
    },
  };
}

const EXPRESS = 'Express, an INSERT per fix';

export const ingest: Scenario = {
  name: 'ingest',
  title: `Fixes to live and history over ${CONNECTIONS} connections, acknowledged when committed in PostgreSQL`,
  unit: 'fixes acknowledged',
  baseline: EXPRESS,
  goal:
    'per server-CPU-second against Express one by one: single 4 ×, by socket 6 ×, batches of 100 25 ×; ' +
    'p99 of single no worse than its, PostgreSQL time per fix 0.2 ×',
  goals: [
    { of: 'Waycast', figure: 'perCpuSecond', atLeast: 4 },
    { of: 'Waycast', figure: 'p99Ms', atMost: 1 },
    { of: 'Waycast', figure: 'PostgreSQL µs/fix', atMost: 0.2 },
    { of: 'Waycast, Socket.IO', figure: 'perCpuSecond', atLeast: 6 },
    { of: 'Waycast, WebSocket', figure: 'perCpuSecond', atLeast: 6 },
    { of: `Waycast, batches of ${BATCH}`, figure: 'perCpuSecond', atLeast: 25 },
  ],
  contenders: [
    byHttp(EXPRESS, 'express-pipeline', 1),
    byHttp('Fastify, shared commits', 'fastify-pipeline', 1),
    byHttp('Waycast', 'waycast', 1),
    bySocket('Waycast, Socket.IO', 'socketio'),
    bySocket('Waycast, WebSocket', 'websocket'),
    byHttp(`Fastify, batches of ${BATCH}`, 'fastify-pipeline', BATCH),
    byHttp(`Waycast, batches of ${BATCH}`, 'waycast', BATCH),
  ],
};
