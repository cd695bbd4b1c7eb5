import { setTimeout } from 'node:timers/promises';
import {
  PUBLISHERS,
  startViewerServer,
  type ViewerServer,
  type ViewerServerKind,
  vehiclesOf,
} from '../contenders/viewers.ts';
import { type Crowd, openCrowd } from '../load/crowd.ts';
import { FIX_TEMPLATES } from '../load/crowd-client.ts';
import {
  type Contender,
  type Measurement,
  onlyInFull,
  type RunOptions,
  type Scenario,
  scaled,
  settleMs,
} from '../scenario.ts';
import { measureDelivery } from './measure-delivery.ts';

const CONNECTIONS = 100_000;
const QUICK_CONNECTIONS = 12_000;
/** Open files are limited to 20,000 a process here, so that each worker and each process of the crowd has a share. */
const PER_PROCESS = 16_700;
/** The families of a school bus. */
const FOLLOWERS = 40;
/** Each vehicle reports this often. */
const REPORT_SECONDS = 10;
const SETTLE_MS = { full: 30_000, quick: 8_000 };
/** So many that left at once are signed off in Redis and collected one after the other. */
const LEFT_SETTLE_MS = { full: 60_000, quick: 20_000 };
/** Among 100,000 that share two cores with the server some wait too long for their turn, and try again as clients do. */
const TRIES = 4;

function workersFor(connections: number): number {
  return Math.max(2, Math.ceil(connections / PER_PROCESS));
}

function connectionsOf(options: RunOptions): number {
  return scaled(options.quick ? QUICK_CONNECTIONS : CONNECTIONS, options);
}

function contenderOf(protocol: ViewerServerKind['protocol'], name: string): Contender {
  return {
    name,
    async measure(options) {
      const connections = connectionsOf(options);
      const server = await startViewerServer({
        name,
        program: 'waycast-start',
        protocol,
        stores: 'shared',
        core: '0,1',
        env: { WORKERS: String(workersFor(connections)) },
      });
      try {
        return await measureMany(server, protocol, options);
      } finally {
        await server.stop();
      }
    },
  };
}

async function measureMany(
  server: ViewerServer,
  protocol: ViewerServerKind['protocol'],
  options: RunOptions,
): Promise<Measurement> {
  const connections = connectionsOf(options);
  const processes = workersFor(connections);
  const warmUp = await openCrowd(server, server.viewers(Math.min(connections, 200 * processes)));
  await warmUp.close();
  await setTimeout(settleMs(options, SETTLE_MS));
  const before = server.residentMb();
  const vehicles = vehiclesOf(connections, FOLLOWERS);
  const clients = [...(await server.publishers()), ...server.viewers(connections, FOLLOWERS)];
  const crowd = await openCrowd(server, clients, { processes, core: '0,1', tries: TRIES });
  try {
    await setTimeout(settleMs(options, SETTLE_MS));
    const held = server.residentMb();
    await reportAll(crowd, protocol, vehicles, options);
    crowd.fresh();
    const delivery = await measureDelivery(server, crowd, () =>
      reportAll(crowd, protocol, vehicles, options),
    );
    const { open } = await crowd.totals();
    await crowd.close();
    await setTimeout(settleMs(options, LEFT_SETTLE_MS));
    const after = server.residentMb();
    return {
      ...delivery,
      extra: {
        held: open - PUBLISHERS,
        'opened in, s': crowd.opened.ms / 1000,
        'kB/connection': ((held - before) * 1024) / connections,
        'MB before': before,
        'MB with them': held,
        'MB after / before': after / before,
      },
    };
  } finally {
    await crowd.close();
  }
}

function reportAll(
  crowd: Crowd,
  protocol: ViewerServerKind['protocol'],
  vehicles: number,
  { seconds, scale }: RunOptions,
) {
  return crowd.publish({
    group: 'publishers',
    template: FIX_TEMPLATES[protocol],
    vehicles,
    // Twice each, or the rate of a few seconds says nothing.
    seconds: scale < 1 ? seconds : Math.max(seconds, 2 * REPORT_SECONDS),
    pace: { perSecond: Math.max(1, vehicles / REPORT_SECONDS) },
  });
}

/** As many clients as a machine of two cores holds, all kept up to date. */
export const manyConnections: Scenario = {
  name: 'many-connections',
  title: `${CONNECTIONS} connections (quick: ${QUICK_CONNECTIONS}) to one port, each kept up to date every ${REPORT_SECONDS} s, ${FOLLOWERS} to a vehicle`,
  unit: 'updates delivered',
  goal: 'all held and updated; memory back within 10 % of the start after they leave',
  goals: [{ of: 'Waycast, Socket.IO', figure: 'MB after / before', versus: 'plain', atMost: 1.1 }],
  contenders: [
    contenderOf('socketio', 'Waycast, Socket.IO'),
    onlyInFull(contenderOf('websocket', 'Waycast, WebSocket')),
  ],
};
