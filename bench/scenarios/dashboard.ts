import { BATCH_FIXES, inEvents, inPosts } from '../contenders/batches.ts';
import { BARE_SOCKETIO, PEERS, WAYCAST_SOCKETIO } from '../contenders/kinds.ts';
import { onlyInFull, type Scenario } from '../scenario.ts';
import { type ManyVehicles, manyVehicles } from './many-vehicles.ts';

const COALESCED = 'Waycast, fleet';
const IN_REPORTS = ', fixes in reports';
const FIXES_PER_SECOND = 1000;

/** Fixes come in reports of many where a contender takes them, so that not their intake is measured. */
function saturated(shape: ManyVehicles): Scenario['contenders'] {
  const batched: ManyVehicles = { ...shape, pace: { inFlight: 1 } };
  return [
    manyVehicles(inEvents(BARE_SOCKETIO), 'fleet', batched),
    manyVehicles(inPosts(WAYCAST_SOCKETIO), 'fleet', batched, COALESCED),
    onlyInFull(manyVehicles(WAYCAST_SOCKETIO, 'fleet', shape, `${COALESCED}, fixes one by one`)),
    ...PEERS.map((kind) => manyVehicles(kind, 'fleet', shape)),
  ];
}

/** Each fix by itself, and the same fixes in reports of many. */
function paced(shape: ManyVehicles): Scenario['contenders'] {
  const reports: ManyVehicles = { ...shape, pace: { perSecond: FIXES_PER_SECOND / BATCH_FIXES } };
  return [
    manyVehicles(BARE_SOCKETIO, 'fleet', shape),
    manyVehicles(WAYCAST_SOCKETIO, 'fleet', shape, COALESCED),
    ...[
      ...PEERS.map((kind) => manyVehicles(kind, 'fleet', shape)),
      manyVehicles(inEvents(BARE_SOCKETIO), 'fleet', reports, `${BARE_SOCKETIO.name}${IN_REPORTS}`),
      manyVehicles(inPosts(WAYCAST_SOCKETIO), 'fleet', reports, `${COALESCED}${IN_REPORTS}`),
    ].map(onlyInFull),
  ];
}

/** Dashboards, each of which sees all 1,000 vehicles, as much as the server takes. */
export const dashboardSaturated: Scenario = {
  name: 'dashboard-saturated',
  title: '256 dashboards, each sees all of 1,000 vehicles, saturated',
  unit: 'updates delivered',
  baseline: BARE_SOCKETIO.name,
  goal: 'per server-CPU-second 50 × socket.io, the newest value never older than 100 ms',
  goals: [{ of: COALESCED, figure: 'perCpuSecond', atLeast: 50 }],
  contenders: saturated({ followers: 256, box: 'all', pace: { inFlight: 64 }, sampleEvery: 64 }),
};

/** The same at a pace that a server of any kind takes. */
export const dashboardPaced: Scenario = {
  name: 'dashboard-paced',
  title: '50 dashboards, each sees all of 1,000 vehicles, 1,000 fixes a second',
  unit: 'updates delivered',
  baseline: BARE_SOCKETIO.name,
  goal: 'per server-CPU-second 6 × socket.io, p50 at most 25 ms',
  goals: [
    { of: COALESCED, figure: 'perCpuSecond', atLeast: 6 },
    {
      of: `${COALESCED}${IN_REPORTS}`,
      figure: 'perCpuSecond',
      versus: `${BARE_SOCKETIO.name}${IN_REPORTS}`,
      atLeast: 6,
    },
    { of: COALESCED, figure: 'p50Ms', versus: 'plain', atMost: 25 },
  ],
  contenders: paced({ followers: 50, box: 'all', pace: { perSecond: FIXES_PER_SECOND }, sampleEvery: 10 }),
};
