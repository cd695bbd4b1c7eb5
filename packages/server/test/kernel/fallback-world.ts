import { type Topic, WaycastError } from '@waycast/contract';
import { createMemoryLive } from '../../src/adapters/memory/live.ts';
import { createCountingMetrics } from '../../src/conformance/counting-metrics.ts';
import { createJoinRig, type JoinRig } from '../../src/conformance/join-rig.ts';
import { createMemoryHistory } from '../../src/conformance/memory-history.ts';
import { createRecordedLog } from '../../src/conformance/recorded-log.ts';
import { createFallbackLive } from '../../src/kernel/fallback-live.ts';
import type { Joined } from '../../src/kernel/subscribe.ts';
import type { LogPosition } from '../../src/ports/live.ts';
import { createManualClock } from '../manual-clock.ts';
import { createCuttableLive } from './cuttable-live.ts';

export const ALERTS: Topic = { tenant: 'acme', family: 'geofence', id: 'bus-1' };
export const VEHICLE: Topic = { tenant: 'acme', family: 'vehicle', id: 'bus-1' };
const MAX_TURNS = 3;

/** An event of a follower's log: the server that appended it, and the how manyth of that server it was. */
export interface Alert {
  readonly by: number;
  readonly n: number;
}

/** A client that follows a log topic; it may come back to another server with its position. */
export class LogFollower {
  readonly alerts: Alert[] = [];
  /** How many of each server's alerts came before it followed: it may have those or not. */
  readonly since: readonly number[];
  /** It was told that it may have missed some. */
  lost = false;
  position: LogPosition | undefined;
  rig: JoinRig | undefined;
  #read = 0;

  constructor(since: readonly number[]) {
    this.since = since;
  }

  attach(rig: JoinRig): void {
    this.rig = rig;
    this.#read = 0;
  }

  /** Takes in what has arrived. */
  read(): void {
    for (const { event, data, position } of this.rig?.socket.events.slice(this.#read) ?? []) {
      this.#read += 1;
      if (position !== undefined) this.position = position;
      if (event === 'resync') this.lost ||= !('recovered' in data && data.recovered === true);
      else if ('by' in data && 'n' in data) this.alerts.push({ by: Number(data.by), n: Number(data.n) });
    }
  }
}

/** Servers over one live that any of them may lose. `random` decides how long each way takes. */
export function createFallbackWorld(servers: number, random: () => number) {
  const real = createMemoryLive({ logTail: 10_000 });
  const clock = createManualClock();
  const log = createRecordedLog();
  const turn = async (): Promise<void> => {
    for (let turns = Math.floor(random() * MAX_TURNS); turns > 0; turns--) await nextTurn();
  };
  const nodes = Array.from({ length: servers }, () => {
    const shared = createCuttableLive(real, turn);
    const local = createMemoryLive();
    const { reachable, onReturn } = shared;
    const metrics = createCountingMetrics();
    const live = createFallbackLive({ shared, local, reachable, onReturn, clock, log, metrics });
    return { shared, live };
  });
  const appended = nodes.map(() => 0);
  const rigs: JoinRig[] = [];

  function nodeAt(at: number) {
    const node = nodes[at];
    if (node === undefined) throw new Error(`no server ${at}`);
    return node;
  }

  return {
    nodes,
    log,
    real,
    appended,
    nodeAt,
    turn,
    append(by: number): Promise<LogPosition> {
      appended[by] = (appended[by] ?? 0) + 1;
      return nodeAt(by).live.append(ALERTS, 'geofence:alert', { by, n: appended[by] });
    },
    /** Joins the log, or comes back to it. */
    async follow(server: number, follower: LogFollower): Promise<void> {
      const rig = createJoinRig(nodeAt(server).live, createMemoryHistory(), ALERTS);
      rigs.push(rig);
      const joined = await joinPatiently(rig, follower.position);
      if (follower.position !== undefined && !joined.recovered) follower.lost = true;
      if (follower.position === undefined || !joined.recovered) follower.position = joined;
      rig.answer(joined);
      follower.attach(rig);
    },
    async followVehicle(server: number): Promise<JoinRig> {
      const rig = createJoinRig(nodeAt(server).live, createMemoryHistory(), VEHICLE);
      rigs.push(rig);
      rig.answer(await rig.subscribe.join(rig.session, VEHICLE));
      return rig;
    },
    /** Mends everything and lets it run until `done`, or long enough for that. */
    async settle(done: () => boolean): Promise<void> {
      for (const { shared } of nodes) shared.mend();
      for (let turns = 0; turns < 3000; turns++) {
        await nextTurn();
        if (turns % 20 === 0) clock.advance(500);
        if (turns > 100 && done()) break;
      }
      // What came too much would arrive now.
      for (let turns = 0; turns < 50; turns++) await nextTurn();
    },
    async close(): Promise<void> {
      for (const rig of rigs) await rig.close();
      for (const { live } of nodes) await live.close();
    },
  };
}

/** As a client does: where the answer is to try again, it tries again. */
async function joinPatiently(rig: JoinRig, since: LogPosition | undefined): Promise<Joined> {
  for (;;) {
    try {
      return await rig.subscribe.join(rig.session, ALERTS, since);
    } catch (error) {
      if (!(error instanceof WaycastError) || error.code !== 'unavailable') throw error;
      await nextTurn();
    }
  }
}

export type FallbackWorld = ReturnType<typeof createFallbackWorld>;

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** A small generator of numbers from 0 to 1, the same for the same seed. */
export function seededRandom(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0;
    return (state >>> 0) / 2 ** 32;
  };
}
