import type { Fix, Topic, VehicleStatus } from '@waycast/contract';
import { topicKey } from '@waycast/contract';
import { LRUCache } from 'lru-cache';
import type { Clock } from '../ports/clock.ts';
import type { History, TenantFix } from '../ports/history.ts';
import type { KeyedChange, KeyedState, KeyedVerdict, Live } from '../ports/live.ts';
import type { Log } from '../ports/log.ts';
import type { Metrics } from '../ports/metrics.ts';
import { extendTrack, motionStatus, type Track } from './motion.ts';
import { createSilenceWatch, type SilenceWatch } from './silence.ts';
import { createThrottle, type Throttle } from './throttle.ts';
import { byVehicle, offlineChange, stateOf, statusOf, topicOf } from './vehicle-state.ts';

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
  return new LivePositions(parts);
}

class LivePositions implements Positions {
  readonly #parts: PositionsParts;
  readonly #tracks: LRUCache<string, Track>;
  readonly #known: LRUCache<string, Topic>;
  readonly #throttle: Throttle;
  readonly #silence: SilenceWatch;

  constructor(parts: PositionsParts) {
    const max = parts.maxRemembered ?? MAX_REMEMBERED;
    this.#parts = parts;
    this.#tracks = new LRUCache({ max });
    this.#known = new LRUCache({ max });
    this.#throttle = createThrottle(parts.clock, parts.minIntervalMs, (key) => this.#letOut(key));
    this.#silence = createSilenceWatch(parts.clock, parts.offlineAfterMs, (key) => this.#fallSilent(key));
  }

  async meet(fixes: readonly TenantFix[]): Promise<void> {
    for (const { tenant, fix } of fixes) {
      const topic = topicOf(tenant, fix);
      const key = topicKey(topic);
      if (this.#known.has(key)) continue;
      if ((await this.#parts.live.get(topic)) === undefined) await this.#seedFromHistory(topic);
      this.#known.set(key, topic);
    }
  }

  async apply(fixes: readonly TenantFix[]): Promise<number> {
    const vehicles = byVehicle(fixes);
    const changes: KeyedChange[] = [];
    for (const [key, { topic, list }] of vehicles) {
      this.#silence.heard(key);
      const change = this.#changeOf(topic, key, list);
      if (change !== undefined) changes.push(change);
    }
    if (changes.length === 0) return 0;
    const broadcast = await this.#settle(changes);
    // Again, for what live knows only now could not fall silent meanwhile.
    for (const key of vehicles.keys()) this.#silence.heard(key);
    return broadcast;
  }

  async newest(tenant: string, vehicleId: string): Promise<KeyedState | undefined> {
    const { live } = this.#parts;
    const topic: Topic = { tenant, family: 'vehicle', id: vehicleId };
    const state = await live.get(topic);
    if (state !== undefined) return state;
    await this.#seedFromHistory(topic);
    return live.get(topic);
  }

  async restore(): Promise<number> {
    let vehicles = 0;
    for await (const chunk of this.#parts.history.lastOfAll()) {
      vehicles += chunk.length;
      await this.#seed(chunk);
    }
    return vehicles;
  }

  close(): void {
    this.#throttle.close();
    this.#silence.close();
  }

  #letOut(key: string): void {
    const topic = this.#known.get(key);
    if (topic !== undefined) this.#announce(topic);
  }

  #announce(topic: Topic): void {
    const { live, log, metrics } = this.#parts;
    live.announce(topic).then(
      (announced) => announced === 'went' && metrics.broadcast('vehicle'),
      (error) => log.error({ err: error, topic: topicKey(topic) }, 'could not announce a held position'),
    );
  }

  #fallSilent(key: string): void {
    const topic = this.#known.get(key);
    if (topic === undefined) return;
    this.#goOffline(topic).catch((error) =>
      this.#parts.log.error({ err: error, topic: key }, 'could not mark a silent vehicle OFFLINE'),
    );
  }

  async #goOffline(topic: Topic): Promise<void> {
    const { live, metrics } = this.#parts;
    const state = await live.get(topic);
    if (state === undefined) return;
    // Known from history as OFFLINE: followers of what came before it may not have been told.
    if (statusOf(state) === 'OFFLINE') return this.#announce(topic);
    const [verdict] = await live.set([offlineChange(topic, state)]);
    if (verdict === 'applied') metrics.broadcast('vehicle');
  }

  async #seedFromHistory(topic: Topic): Promise<void> {
    const fix = await this.#parts.history.last(topic.tenant, topic.id);
    if (fix !== undefined) await this.#seed([{ tenant: topic.tenant, fix }]);
  }

  /** Gives live what history knows; from now on the silence of those still online is noticed. */
  async #seed(fixes: readonly TenantFix[]): Promise<void> {
    const { live, clock } = this.#parts;
    const now = clock.now();
    await live.seed(
      fixes.map(({ tenant, fix }) => ({
        topic: topicOf(tenant, fix),
        ...stateOf(fix, this.#statusAt(fix, now)),
      })),
    );
    for (const { tenant, fix } of fixes) {
      const topic = topicOf(tenant, fix);
      const key = topicKey(topic);
      this.#known.set(key, topic);
      if (this.#statusAt(fix, now) === 'ONLINE') this.#silence.heard(key);
    }
  }

  #statusAt(fix: Fix, now: number): VehicleStatus {
    return now - fix.receivedAt > this.#parts.offlineAfterMs ? 'OFFLINE' : 'ONLINE';
  }

  /** The change a vehicle's fixes make together: its newest, with the status that all of them tell. */
  #changeOf(topic: Topic, key: string, fixes: readonly Fix[]): KeyedChange | undefined {
    let track = this.#tracks.get(key) ?? [];
    let newest: Fix | undefined;
    for (const fix of fixes) {
      // Of several fixes of one moment the first counts, as in history.
      if (fix.future || fix.time === newest?.time) continue;
      track = extendTrack(track, fix);
      newest = fix;
    }
    if (newest === undefined) return undefined;
    this.#tracks.set(key, track);
    return { topic, ...stateOf(newest, motionStatus(track, newest)), announce: this.#throttle.claim(key), whenAbsent: 'store' };
  }

  async #settle(changes: readonly KeyedChange[]): Promise<number> {
    const verdicts = await this.#setOrRelease(changes);
    let broadcast = 0;
    for (const [index, change] of changes.entries()) {
      const applied = verdicts[index] === 'applied';
      const key = topicKey(change.topic);
      if (change.announce === 'later') {
        if (applied) this.#throttle.hold(key);
      } else if (applied) broadcast += 1;
      else this.#throttle.release(key);
    }
    for (let n = 0; n < broadcast; n++) this.#parts.metrics.broadcast('vehicle');
    return broadcast;
  }

  async #setOrRelease(changes: readonly KeyedChange[]): Promise<KeyedVerdict[]> {
    try {
      return await this.#parts.live.set(changes);
    } catch (error) {
      // Whether live took them is unknown: what it did take still has to go out, and the next fix at once.
      for (const { topic, announce } of changes) {
        if (announce === 'later') this.#throttle.hold(topicKey(topic));
        else this.#throttle.release(topicKey(topic));
      }
      throw error;
    }
  }
}
