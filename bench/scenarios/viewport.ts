import { BATCH_FIXES, inEvents, inPosts } from '../contenders/batches.ts';
import { BARE_SOCKETIO, PEERS, WAYCAST_SOCKETIO } from '../contenders/kinds.ts';
import { onlyInFull, type Scenario } from '../scenario.ts';
import { type ManyVehicles, manyVehicles } from './many-vehicles.ts';

const COALESCED = 'Waycast, box of the fleet';
const SINGLE = 'Waycast, single vehicles';
const IN_REPORTS = ', fixes in reports';
const FIXES_PER_SECOND = 1000;

/** Fixes come in reports of many where a contender takes them, so that not their intake is measured. */
function saturated(shape: ManyVehicles): Scenario['contenders'] {
  const batched: ManyVehicles = { ...shape, pace: { inFlight: 1 } };
  return [
    manyVehicles(inEvents(BARE_SOCKETIO), 'vehicles', batched),
    manyVehicles(inPosts(WAYCAST_SOCKETIO), 'fleet', batched, COALESCED),
    onlyInFull(manyVehicles(inPosts(WAYCAST_SOCKETIO), 'vehicles', batched, SINGLE)),
    onlyInFull(manyVehicles(WAYCAST_SOCKETIO, 'fleet', shape, `${COALESCED}, fixes one by one`)),
    ...PEERS.map((kind) => manyVehicles(kind, 'vehicles', shape)),
  ];
}

/** Each fix by itself, and the same fixes in reports of many. */
function paced(shape: ManyVehicles): Scenario['contenders'] {
  const reports: ManyVehicles = { ...shape, pace: { perSecond: FIXES_PER_SECOND / BATCH_FIXES } };
  return [
    manyVehicles(BARE_SOCKETIO, 'vehicles', shape),
    manyVehicles(WAYCAST_SOCKETIO, 'fleet', shape, COALESCED),
    ...[
      manyVehicles(WAYCAST_SOCKETIO, 'vehicles', shape, SINGLE),
      ...PEERS.map((kind) => manyVehicles(kind, 'vehicles', shape)),
      manyVehicles(inEvents(BARE_SOCKETIO), 'vehicles', reports, `${BARE_SOCKETIO.name}${IN_REPORTS}`),
      manyVehicles(inPosts(WAYCAST_SOCKETIO), 'fleet', reports, `${COALESCED}${IN_REPORTS}`),
    ].map(onlyInFull),
  ];
}

/** A thousand followers, each of whom sees about 40 of 1,000 vehicles, as much as the server takes. */
export const viewportSaturated: Scenario = {
  name: 'viewport-saturated',
  title: '1,000 followers, each sees 40 of 1,000 vehicles, saturated',
  unit: 'updates delivered',
  baseline: BARE_SOCKETIO.name,
  goal: 'per server-CPU-second 12 × socket.io, the newest value never older than 100 ms',
  goals: [{ of: COALESCED, figure: 'perCpuSecond', atLeast: 12 }],
  contenders: saturated({
    followers: 1000,
    box: { columns: 8, rows: 5 },
    pace: { inFlight: 64 },
    sampleEvery: 10,
  }),
};

/** The same at a pace that a server of any kind takes. */
export const viewportPaced: Scenario = {
  name: 'viewport-paced',
  title: '500 followers, each sees 50 of 1,000 vehicles, 1,000 fixes a second',
  unit: 'updates delivered',
  baseline: BARE_SOCKETIO.name,
  goal: 'per server-CPU-second 3 × socket.io, p50 at most 25 ms',
  goals: [
    { of: COALESCED, figure: 'perCpuSecond', atLeast: 3 },
    {
      of: `${COALESCED}${IN_REPORTS}`,
      figure: 'perCpuSecond',
      versus: `${BARE_SOCKETIO.name}${IN_REPORTS}`,
      atLeast: 3,
    },
    { of: COALESCED, figure: 'p50Ms', versus: 'plain', atMost: 25 },
  ],
  contenders: paced({
    followers: 500,
    box: { columns: 10, rows: 5 },
    pace: { perSecond: FIXES_PER_SECOND },
    sampleEvery: 10,
  }),
};
