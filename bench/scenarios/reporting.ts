import { openCrowd } from '../load/crowd.ts';
import { FIX_TEMPLATES, socketIoClient, webSocketClient } from '../load/crowd-client.ts';
import { runWrk } from '../load/wrk.ts';
import { findProgram } from '../processes/program.ts';
import type { Contender } from '../scenario.ts';
import { openIngestGround } from './ingest-ground.ts';
import { warmUpSeconds } from './warm-up.ts';

/** Connections of devices, each with one request at a time. */
export const CONNECTIONS = 50;
/** Fixes that a socket sends before their acks. */
const IN_FLIGHT = 4;
const VEHICLES = 1000;

/** Devices that report by HTTP, each answered once its fixes are committed in PostgreSQL. */
export function byHttp(name: string, program: string, fixesPerRequest: number): Contender {
  const path = fixesPerRequest === 1 ? '/api/tracking/location' : '/api/tracking/batch';
  return {
    name,
    missing: missingWrk,
    async measure(options) {
      const ground = await openIngestGround(program);
      try {
        const { token, server } = ground;
        const wrk = (seconds: number) =>
          runWrk({ url: server.url, path, token, fixesPerRequest, connections: CONNECTIONS, seconds });
        await wrk(warmUpSeconds(options));
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
export function bySocket(name: string, protocol: 'socketio' | 'websocket'): Contender {
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
        await publish(warmUpSeconds(options));
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

export function missingWrk(): string | undefined {
  return findProgram('wrk') === undefined ? 'wrk' : undefined;
}

/** The contender that ratios refer to: what a team writes first. */
export const EXPRESS: Contender = byHttp('Express, an INSERT per fix', 'express-pipeline', 1);
