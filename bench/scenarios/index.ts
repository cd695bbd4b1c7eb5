import type { Scenario } from '../scenario.ts';
import { acceptsPaced, acceptsSaturated } from './accepts.ts';
import { dashboardPaced, dashboardSaturated } from './dashboard.ts';
import { dispatchExpiry } from './dispatch-expiry.ts';
import { dispatchNearest } from './dispatch-nearest.ts';
import { embedded } from './embedded.ts';
import { fanOutPaced, fanOutSaturated, fanOutWide } from './fan-out.ts';
import { generator } from './generator.ts';
import { growthFollowers, growthVehicles } from './growth.ts';
import { growthBoxes } from './growth-boxes.ts';
import { growthServers } from './growth-servers.ts';
import { history } from './history.ts';
import { idleMemory } from './idle-memory.ts';
import { ingest } from './ingest.ts';
import { latency } from './latency.ts';
import { manyConnections } from './many-connections.ts';
import { matching } from './matching.ts';
import { messages } from './messages.ts';
import { realisticOne, realisticOneSaturated, realisticThree, realisticThreeSaturated } from './realistic.ts';
import { reconnectStorm } from './reconnect-storm.ts';
import { regions } from './regions.ts';
import { settling } from './settling.ts';
import { slowReader } from './slow-reader.ts';
import { trips } from './trips.ts';
import { twoServers } from './two-servers.ts';
import { uninterested } from './uninterested.ts';
import { viewportPaced, viewportSaturated } from './viewport.ts';

/** In the order in which they are measured and reported. */
export const SCENARIOS: readonly Scenario[] = [
  generator,
  fanOutSaturated,
  fanOutPaced,
  fanOutWide,
  latency,
  slowReader,
  viewportSaturated,
  viewportPaced,
  dashboardSaturated,
  dashboardPaced,
  realisticOne,
  realisticOneSaturated,
  realisticThree,
  realisticThreeSaturated,
  twoServers,
  uninterested,
  ingest,
  embedded,
  history,
  settling,
  trips,
  matching,
  regions,
  acceptsPaced,
  acceptsSaturated,
  dispatchNearest,
  dispatchExpiry,
  messages,
  growthFollowers,
  growthVehicles,
  growthBoxes,
  growthServers,
  idleMemory,
  reconnectStorm,
  manyConnections,
];
