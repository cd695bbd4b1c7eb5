import { onlyInFull, type Scenario } from '../scenario.ts';
import { byHttp, bySocket, CONNECTIONS, EXPRESS } from './reporting.ts';

const BATCH = 100;

export const ingest: Scenario = {
  name: 'ingest',
  title: `Fixes to live and history over ${CONNECTIONS} connections, acknowledged when committed in PostgreSQL`,
  unit: 'fixes acknowledged',
  baseline: EXPRESS.name,
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
    EXPRESS,
    onlyInFull(byHttp('Fastify, shared commits', 'fastify-pipeline', 1)),
    byHttp('Waycast', 'waycast', 1),
    onlyInFull(bySocket('Waycast, Socket.IO', 'socketio')),
    bySocket('Waycast, WebSocket', 'websocket'),
    onlyInFull(byHttp(`Fastify, batches of ${BATCH}`, 'fastify-pipeline', BATCH)),
    byHttp(`Waycast, batches of ${BATCH}`, 'waycast', BATCH),
  ],
};
