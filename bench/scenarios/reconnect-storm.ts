import { setTimeout } from 'node:timers/promises';
import {
  startViewerServer,
  type ViewerServer,
  type ViewerServerKind,
  vehiclesOf,
} from '../contenders/viewers.ts';
import { openCrowd } from '../load/crowd.ts';
import { FIX_TEMPLATES } from '../load/crowd-client.ts';
import {
  type Contender,
  type Measurement,
  onlyInFull,
  type RunOptions,
  type Scenario,
  scaled,
} from '../scenario.ts';

const CLIENTS = 10_000;
/** What the server needs to notice that all have left. */
const LEAVING_MS = 2_000;

function contenderOf(kind: ViewerServerKind): Contender {
  return {
    name: kind.name,
    async measure(options) {
      const server = await startViewerServer(kind);
      try {
        return await measureStorm(server, kind.protocol, options);
      } finally {
        await server.stop();
      }
    },
  };
}

/** Each vehicle has a position, which its followers get in the ack: that is when they are back. */
async function measureStorm(
  server: ViewerServer,
  protocol: ViewerServerKind['protocol'],
  options: RunOptions,
): Promise<Measurement> {
  const clients = scaled(CLIENTS, options);
  const vehicles = vehiclesOf(clients);
  const crowd = await openCrowd(server, [...(await server.publishers()), ...server.viewers(clients)]);
  try {
    const template = FIX_TEMPLATES[protocol];
    const pace = { perSecond: vehicles };
    await crowd.publish({ group: 'publishers', template, vehicles, seconds: 1, pace });
    await crowd.drop('viewers');
    await setTimeout(LEAVING_MS);
    const [cpu, generator] = [server.cpuSeconds(), crowd.cpuSeconds()];
    const { opened, failed, ms } = await crowd.reopen(clients);
    const used = server.cpuSeconds() - cpu;
    return {
      rate: (opened / ms) * 1000,
      perCpuSecond: opened / used,
      serverBusy: (used / ms) * 1000,
      generatorBusy: ((crowd.cpuSeconds() - generator) / ms) * 1000,
      extra: { 'all back, s': ms / 1000, dropped: failed },
    };
  } finally {
    await crowd.close();
  }
}

/** A server that all clients come back to at once, as after a restart or the end of a network's failure. */
export const reconnectStorm: Scenario = {
  name: 'reconnect-storm',
  title: `${CLIENTS} clients reconnect at once, authenticate and follow a vehicle, with Redis and PostgreSQL`,
  unit: 'clients back',
  baseline: 'socket.io',
  goal: 'all back with the state of what they follow within 15 s, nobody dropped',
  goals: ['Waycast, Socket.IO', 'Waycast, WebSocket'].flatMap((of) => [
    { of, figure: 'all back, s', versus: 'plain', atMost: 15 },
    { of, figure: 'dropped', versus: 'plain', atMost: 0 },
  ]),
  contenders: [
    contenderOf({ name: 'socket.io', program: 'bare-socketio', protocol: 'socketio', stores: 'none' }),
    contenderOf({ name: 'Waycast, Socket.IO', program: 'waycast', protocol: 'socketio', stores: 'shared' }),
    onlyInFull(
      contenderOf({
        name: 'Waycast, WebSocket',
        program: 'waycast',
        protocol: 'websocket',
        stores: 'shared',
      }),
    ),
  ],
};
