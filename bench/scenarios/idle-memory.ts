import { setTimeout } from 'node:timers/promises';
import { contend } from '../contenders/contend.ts';
import type { ContenderKind } from '../contenders/contender-kind.ts';
import { PEERS } from '../contenders/kinds.ts';
import {
  startViewerServer,
  type ViewerServer,
  type ViewerServerKind,
  vehiclesOf,
} from '../contenders/viewers.ts';
import { openCrowd } from '../load/crowd.ts';
import {
  type Contender,
  type Measurement,
  onlyInFull,
  type RunOptions,
  type Scenario,
  scaled,
  settleMs,
} from '../scenario.ts';

const CONNECTIONS = 10_000;
/** What is loaded and compiled once is not counted. */
const WARM_UP = 1_000;

/** Before a server's memory is read. Nothing makes it collect garbage. */
const SETTLE_MS = { full: 30_000, quick: 16_000 };

type Measured = Pick<ViewerServer, 'host' | 'port' | 'viewers' | 'cpuSeconds' | 'residentMb'>;

function contenderOf(kind: ViewerServerKind): Contender {
  return {
    name: kind.name,
    async measure(options) {
      const server = await startViewerServer(kind);
      try {
        return await measureMemory(server, options);
      } finally {
        await server.stop();
      }
    },
  };
}

/** Without tokens: who a follower is they do not know. */
function peer(kind: ContenderKind): Contender {
  return contend(kind, {}, (server, options) => {
    const viewers = (count: number) =>
      Array.from({ length: count }, (_, n) => server.follower([`bus-${n % vehiclesOf(count)}`], 'viewers'));
    return measureMemory({ ...server, viewers }, options);
  });
}

async function measureMemory(server: Measured, options: RunOptions): Promise<Measurement> {
  const connections = scaled(CONNECTIONS, options);
  const warmUp = await openCrowd(server, server.viewers(scaled(WARM_UP, options)));
  await warmUp.close();
  await setTimeout(settleMs(options, SETTLE_MS));
  const before = server.residentMb();
  const cpu = server.cpuSeconds();
  const crowd = await openCrowd(server, server.viewers(connections));
  try {
    const used = server.cpuSeconds() - cpu;
    await setTimeout(settleMs(options, SETTLE_MS));
    const held = server.residentMb();
    await crowd.drop('viewers');
    await setTimeout(settleMs(options, SETTLE_MS));
    return {
      rate: (connections / crowd.opened.ms) * 1000,
      perCpuSecond: connections / used,
      extra: {
        'kB/connection': ((held - before) * 1024) / connections,
        'MB before': before,
        'MB with them': held,
        'MB after': server.residentMb(),
      },
    };
  } finally {
    await crowd.close();
  }
}

/** Resident memory of a server per connection that is authenticated, follows one vehicle and is silent. */
export const idleMemory: Scenario = {
  name: 'idle-memory',
  title: `Memory of ${CONNECTIONS} idle connections, each of a subject of its own and following a vehicle`,
  unit: 'connections opened',
  baseline: 'socket.io',
  goal: 'Socket.IO no more than socket.io by itself, without tokens, sessions and presence; WebSocket at most 9 kB',
  goals: [
    { of: 'Waycast, Socket.IO', figure: 'kB/connection', atMost: 1 },
    { of: 'Waycast, WebSocket', figure: 'kB/connection', versus: 'plain', atMost: 9 },
  ],
  contenders: [
    contenderOf({ name: 'socket.io', program: 'bare-socketio', protocol: 'socketio', stores: 'none' }),
    contenderOf({
      name: 'Waycast, Socket.IO',
      program: 'waycast-start',
      protocol: 'socketio',
      stores: 'own',
    }),
    onlyInFull(
      contenderOf({
        name: 'Waycast, WebSocket',
        program: 'waycast-start',
        protocol: 'websocket',
        stores: 'own',
      }),
    ),
    ...PEERS.map(peer).map(onlyInFull),
  ],
};
