import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { MOSQUITTO, NATS, NCHAN } from '../peers/brokers.ts';
import type { ContenderKind } from './contender-kind.ts';
import * as dialects from './dialects.ts';
import { ours, theirs } from './start.ts';

const { SOCKETIO, WEBSOCKET } = dialects;
/** Packages that are too large to come with the dependencies. */
const CACHE = fileURLToPath(new URL('../.cache/', import.meta.url));
const NODE20 = `node-linux-${process.arch}`;

/** Acknowledged is what is committed in PostgreSQL, on the generator's core. */
const WAYCAST = { program: 'waycast', isDurable: true };
export const WAYCAST_SOCKETIO = ours('Waycast, Socket.IO', { ...WAYCAST, dialect: SOCKETIO });
export const WAYCAST_WEBSOCKET = ours('Waycast, WebSocket', { ...WAYCAST, dialect: WEBSOCKET });

export const BARE_SOCKETIO = ours('socket.io', { program: 'bare-socketio', dialect: SOCKETIO });

/** Peers that need nothing beside them. */
export const PEERS: readonly ContenderKind[] = [
  ours('ws, naive', { program: 'ws-naive', dialect: WEBSOCKET, fullOnly: true }),
  ours('ws, prebuilt frame', { program: 'ws-prebuilt', dialect: WEBSOCKET, fullOnly: true }),
  ours('uWebSockets.js', {
    program: 'uws',
    dialect: WEBSOCKET,
    node: `${CACHE}node_modules/${NODE20}/bin/node`,
    missing: missingUws,
  }),
  theirs('nchan', { launch: NCHAN, dialect: dialects.NCHAN, debian: 'libnginx-mod-nchan' }),
  theirs('mosquitto', { launch: MOSQUITTO, dialect: dialects.MQTT, debian: 'mosquitto' }),
  theirs('NATS', { launch: NATS, dialect: dialects.NATS, debian: 'nats-server' }),
];

function missingUws(): string | undefined {
  const isThere = ['uwebsockets', NODE20].every((name) => existsSync(`${CACHE}node_modules/${name}`));
  const packages = `uwebsockets@3.0.6 ${NODE20}@20.20.2`;
  return isThere ? undefined : `npm install --no-workspaces --prefix bench/.cache ${packages}`;
}
