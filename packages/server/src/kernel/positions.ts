import type { Fix, Topic, VehicleStatus } from '@waycast/contract';
import { topicKey } from '@waycast/contract';
import { LRUCache } from 'lru-cache';
import type { Clock } from '../ports/clock.ts';
import type { History, TenantFix } from '../ports/history.ts';
import type { KeyedChange, KeyedState, KeyedVerdict, Live } from '../ports/live.ts';
import type { Log } from '../ports/log.ts';
import type { Metrics } from '../ports/metrics.ts';
import { toLocationUpdate } from './location-update.ts';
import { extendTrack, motionStatus, type Track } from './motion.ts';
import { createSilenceWatch } from './silence.ts';
import { createThrottle } from './throttle.ts';

/** The least recently heard beyond it are asked for again. */
const MAX_REMEMBERED = 200_000;

export interface PositionsParts {
  readonly live: Live;
  readonly history: History;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
  /** GPS_MIN_INTERVAL. */
  readonly minIntervalMs: number;
  /** After this long without a report a vehicle is OFFLINE. */
  readonly offlineAfterMs: number;
  /** Vehicles whose track or presence in live this server remembers; 200,000 when absent. */
  readonly maxRemembered?: number;
}

/** The newest position of every vehicle, as live holds it. */
export interface Positions {
  /**
   * Makes sure that live knows what history knows of these vehicles, so that a late fix is not taken for the first.
   * To be awaited before the fixes are applied, and these before they are recorded, or their own record would be taken
   * for the past.
   */
  meet(fixes: readonly TenantFix[]): Promise<void>;
  /** Applies accepted fixes of vehicles that were met; resolves to how many vehicles' followers got something at once. */
  apply(fixes: readonly TenantFix[]): Promise<number>;
  /** The newest position, from live or else from history; undefined when the vehicle never reported. */
  newest(tenant: string, vehicleId: string): Promise<KeyedState | undefined>;
  /** Fills live from history: for a server that starts with an empty one. */
  restore(): Promise<number>;
  close(): void;
}

/** Keeps live positions: newest wins, at most one update per interval, IDLE by motion, OFFLINE by silence. */
export function createPositions(parts: PositionsParts): Positions {
  const { live, history, clock, log, metrics } = parts;
  const max = parts.maxRemembered ?? MAX_REMEMBERED;
  const tracks = new LRUCache<string, Track>({ max });
  const known = new LRUCache<string, Topic>({ max });
  const throttle = createThrottle(clock, parts.minIntervalMs, (key) => {
    const topic = known.get(key);
    if (topic !== undefined) announce(topic);
  });
  const silence = createSilenceWatch(clock, parts.offlineAfterMs, (key) => {
    const topic = known.get(key);
    if (topic !== undefined)
      goOffline(topic).catch((error) =>
        log.error({ err: error, topic: key }, 'could not mark a silent vehicle OFFLINE'),
      );
  });

  function announce(topic: Topic): void {
    live.announce(topic).then(
      (went) => went && metrics.broadcast('vehicle'),
      (error) => log.error({ err: error, topic: topicKey(topic) }, 'could not announce a held position'),
    );
  }

  async function goOffline(topic: Topic): Promise<void> {
    const state = await live.get(topic);
    if (state === undefined) return;
    // Known from history as OFFLINE: followers of what came before it may not have been told.
    if (statusOf(state) === 'OFFLINE') return announce(topic);
    const [verdict] = await live.set([offlineChange(topic, state)]);
    if (verdict === 'applied') metrics.broadcast('vehicle');
  }

  async function seedFromHistory(topic: Topic): Promise<void> {
    const fix = await history.last(topic.tenant, topic.id);
    if (fix !== undefined) await seed([{ tenant: topic.tenant, fix }]);
  }

  /** Gives live what history knows; from now on the silence of those still online is noticed. */
  async function seed(fixes: readonly TenantFix[]): Promise<void> {
    const now = clock.now();
    await live.seed(
      fixes.map(({ tenant, fix }) => ({ topic: topicOf(tenant, fix), ...stateOf(fix, statusAt(fix, now)) })),
    );
    for (const { tenant, fix } of fixes) {
      const topic = topicOf(tenant, fix);
      const key = topicKey(topic);
      known.set(key, topic);
      if (statusAt(fix, now) === 'ONLINE') silence.heard(key);
    }
  }

  function statusAt(fix: Fix, now: number): VehicleStatus {
    return now - fix.receivedAt > parts.offlineAfterMs ? 'OFFLINE' : 'ONLINE';
  }

  /** The change a vehicle's fixes make together: its newest, with the status that all of them tell. */
  function changeOf(topic: Topic, key: string, fixes: readonly Fix[]): KeyedChange | undefined {
    let track = tracks.get(key) ?? [];
    let newest: Fix | undefined;
    for (const fix of fixes) {
      // Of several fixes of one moment the first counts, as in history.
      if (fix.future || fix.time === newest?.time) continue;
      track = extendTrack(track, fix);
      newest = fix;
    }
    if (newest === undefined) return undefined;
    tracks.set(key, track);
    return { topic, ...stateOf(newest, motionStatus(track, newest)), announce: throttle.claim(key) };
  }

  async function settle(changes: readonly KeyedChange[]): Promise<number> {
    const verdicts = await setOrRelease(changes);
    let broadcast = 0;
    for (const [index, change] of changes.entries()) {
      const applied = verdicts[index] === 'applied';
      const key = topicKey(change.topic);
      if (change.announce === 'later') {
        if (applied) throttle.hold(key);
      } else if (applied) broadcast += 1;
      else throttle.release(key);
    }
    for (let n = 0; n < broadcast; n++) metrics.broadcast('vehicle');
    return broadcast;
  }

  async function setOrRelease(changes: readonly KeyedChange[]): Promise<KeyedVerdict[]> {
    try {
      return await live.set(changes);
    } catch (error) {
      // Whether live took them is unknown: what it did take still has to go out, and the next fix at once.
      for (const { topic, announce } of changes) {
        if (announce === 'later') throttle.hold(topicKey(topic));
        else throttle.release(topicKey(topic));
      }
      throw error;
    }
  }

  return {
    async meet(fixes) {
      for (const { tenant, fix } of fixes) {
        const topic = topicOf(tenant, fix);
        const key = topicKey(topic);
        if (known.has(key)) continue;
        if ((await live.get(topic)) === undefined) await seedFromHistory(topic);
        known.set(key, topic);
      }
    },
    async apply(fixes) {
      const vehicles = byVehicle(fixes);
      const changes: KeyedChange[] = [];
      for (const [key, { topic, list }] of vehicles) {
        silence.heard(key);
        const change = changeOf(topic, key, list);
        if (change !== undefined) changes.push(change);
      }
      if (changes.length === 0) return 0;
      const broadcast = await settle(changes);
      // Again, for what live knows only now could not fall silent meanwhile.
      for (const key of vehicles.keys()) silence.heard(key);
      return broadcast;
    },
    async newest(tenant, vehicleId) {
      const topic: Topic = { tenant, family: 'vehicle', id: vehicleId };
      const state = await live.get(topic);
      if (state !== undefined) return state;
      await seedFromHistory(topic);
      return live.get(topic);
    },
    async restore() {
      let vehicles = 0;
      for await (const chunk of history.lastOfAll()) {
        vehicles += chunk.length;
        await seed(chunk);
      }
      return vehicles;
    },
    close() {
      throttle.close();
      silence.close();
    },
  };
}

/** Groups by vehicle, each group by device time; a Map keeps the order of first appearance. */
function byVehicle(fixes: readonly TenantFix[]): Map<string, { topic: Topic; list: Fix[] }> {
  const groups = new Map<string, { topic: Topic; list: Fix[] }>();
  for (const { tenant, fix } of fixes) {
    const topic = topicOf(tenant, fix);
    const key = topicKey(topic);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { topic, list: [fix] });
    else group.list.push(fix);
  }
  for (const { list } of groups.values()) if (list.length > 1) list.sort((a, b) => a.time - b.time);
  return groups;
}

function topicOf(tenant: string, fix: Fix): Topic {
  return { tenant, family: 'vehicle', id: fix.vehicleId };
}

function stateOf(fix: Fix, status: VehicleStatus): KeyedState {
  // The half millisecond lets OFFLINE follow the fix that it repeats, and any later fix follow it.
  const version = status === 'OFFLINE' ? fix.time + 0.5 : fix.time;
  return { event: 'location:update', data: toLocationUpdate(fix, status), version };
}

function offlineChange(topic: Topic, state: KeyedState): KeyedChange {
  return {
    topic,
    event: state.event,
    data: { ...state.data, status: 'OFFLINE' },
    version: state.version + 0.5,
    announce: 'now',
  };
}

function statusOf(state: KeyedState): unknown {
  return 'status' in state.data ? state.data.status : undefined;
}
