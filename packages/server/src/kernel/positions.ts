import type { Fix, Topic } from '@waycast/contract';
import { topicKey } from '@waycast/contract';
import { LRUCache } from 'lru-cache';
import type { Clock } from '../ports/clock.ts';
import type { History, TenantFix } from '../ports/history.ts';
import type { KeyedChange, KeyedState, KeyedVerdict, Live } from '../ports/live.ts';
import type { Log } from '../ports/log.ts';
import type { Metrics } from '../ports/metrics.ts';
import type { OpenSilenceWatch, SilenceWatch } from '../ports/silence.ts';
import { FleetList } from './fleet-list.ts';
import { extendTrack, MIN_SPACING_MS, motionStatus, type Track } from './motion.ts';
import { createRecall, type Recall } from './recall.ts';
import { createThrottle, type Throttle } from './throttle.ts';
import { isUnavailable } from './unavailable.ts';
import { byVehicle, offlineChange, stateFromHistory, stateOf, statusOf, topicOf } from './vehicle-state.ts';

/** Vehicles whose track is remembered; the least recently heard beyond it start a new one. */
const MAX_REMEMBERED = 200_000;

export interface PositionsParts {
  readonly live: Live;
  readonly history: History;
  readonly openSilence: OpenSilenceWatch;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
  /** GPS_MIN_INTERVAL. */
  readonly minIntervalMs: number;
  /** After this long without a report a vehicle is OFFLINE. */
  readonly offlineAfterMs: number;
  /** Vehicles whose track this server remembers; 200,000 when absent. */
  readonly maxRemembered?: number;
  /** A vehicle went OFFLINE; on one server or two, and again when it was known from history only. Must not throw. */
  readonly onOffline?: ((topic: Topic, last: KeyedState) => void) | undefined;
}

/** The newest position of every vehicle, as live holds it and history knows it. */
export interface Positions {
  /**
   * Applies accepted fixes; resolves to how many vehicles' followers got something at once. To be awaited before they
   * are recorded, or their own record would be taken for the past. Rejects when live cannot be asked: the same fixes
   * may then be given again. Of vehicles that live does not know, late fixes are not shown while history is away.
   */
  apply(fixes: readonly TenantFix[]): Promise<number>;
  /** The newest position, from live or else from history; undefined when the vehicle never reported. */
  newest(tenant: string, vehicleId: string): Promise<KeyedState | undefined>;
  /** The newest position of every vehicle of a tenant. */
  list(tenant: string): Promise<readonly KeyedState[]>;
  /** Fills a live that forgets nothing from history, when the server starts; resolves to the number of vehicles. */
  restore(): Promise<number>;
  /** Lets out what is held, whatever the interval; resolves when it is out. */
  close(): Promise<void>;
}

/** Keeps live positions: newest wins, at most one update per interval, IDLE by motion, OFFLINE by silence. */
export function createPositions(parts: PositionsParts): Positions {
  return new LivePositions(parts);
}

class LivePositions implements Positions {
  readonly #parts: PositionsParts;
  readonly #tracks: LRUCache<string, Track>;
  readonly #throttle: Throttle;
  readonly #silence: SilenceWatch;
  readonly #recall: Recall;
  readonly #fleets: FleetList;
  readonly #announcing = new Set<Promise<void>>();
  #closing = false;

  constructor(parts: PositionsParts) {
    const { live, history, clock, log, minIntervalMs, offlineAfterMs } = parts;
    this.#parts = parts;
    this.#tracks = new LRUCache({ max: parts.maxRemembered ?? MAX_REMEMBERED });
    this.#throttle = createThrottle(clock, minIntervalMs, (key, topic) => this.#announce(key, topic));
    this.#silence = parts.openSilence(offlineAfterMs, (topic) => this.#fallSilent(topic));
    this.#recall = createRecall(history);
    this.#fleets = new FleetList({ live, history, clock, log, stateOf: (fix) => this.#fromHistory(fix) });
  }

  async apply(fixes: readonly TenantFix[]): Promise<number> {
    const startedAt = this.#parts.clock.now();
    const topics: Topic[] = [];
    const changes: KeyedChange[] = [];
    for (const [key, { topic, list }] of byVehicle(fixes)) {
      topics.push(topic);
      const change = this.#changeOf(topic, key, list);
      if (change !== undefined) changes.push(change);
    }
    this.#silence.heard(topics);
    const broadcast = changes.length === 0 ? 0 : await this.#put(changes);
    // It may have fallen silent meanwhile, and now shows as ONLINE again.
    if (this.#parts.clock.now() - startedAt >= this.#parts.offlineAfterMs) this.#silence.heard(topics);
    return broadcast;
  }

  async newest(tenant: string, vehicleId: string): Promise<KeyedState | undefined> {
    const { live } = this.#parts;
    const topic: Topic = { tenant, family: 'vehicle', id: vehicleId };
    const state = await live.get(topic);
    if (state !== undefined) return state;
    const [fix] = await this.#recall.newest([topic]);
    if (fix === undefined) return undefined;
    await this.#seed([{ tenant, fix }]);
    return live.get(topic);
  }

  list(tenant: string): Promise<readonly KeyedState[]> {
    return this.#fleets.of(tenant);
  }

  async restore(): Promise<number> {
    // What one server of many forgot, or never knew, others may have newer.
    if (this.#parts.live.forgets) return 0;
    let vehicles = 0;
    for await (const chunk of this.#parts.history.lastOfAll()) {
      vehicles += chunk.length;
      await this.#seed(chunk);
    }
    return vehicles;
  }

  async close(): Promise<void> {
    this.#closing = true;
    this.#silence.close();
    this.#throttle.close();
    // One that was under way may turn out to be early, and goes out again.
    while (this.#announcing.size > 0) await Promise.all(this.#announcing);
  }

  #announce(key: string, topic: Topic): void {
    const announcing = this.#tell(key, topic)
      .catch((error) =>
        this.#parts.log.error({ err: error, topic: key }, 'could not announce a held position'),
      )
      .finally(() => this.#announcing.delete(announcing));
    this.#announcing.add(announcing);
  }

  async #tell(key: string, topic: Topic): Promise<void> {
    const { live, metrics } = this.#parts;
    const announced = await live.announce(topic, this.#closing ? 'at once' : 'in time');
    if (announced === 'went') metrics.broadcast('vehicle');
    else if (announced === 'early') this.#throttle.defer(key, topic);
  }

  #fallSilent(topic: Topic): void {
    // A track leaves out what followed its last point soon.
    const heardUntil = (this.#tracks.get(topicKey(topic))?.at(-1)?.time ?? 0) + MIN_SPACING_MS;
    this.#goOffline(topic, heardUntil).catch((error) => {
      this.#parts.log.error(
        { err: error, topic: topicKey(topic) },
        'could not mark a silent vehicle OFFLINE',
      );
      // Or it would seem to be on its way for ever.
      this.#silence.heard([topic]);
    });
  }

  async #goOffline(topic: Topic, heardUntil: number): Promise<void> {
    const { live, clock, offlineAfterMs } = this.#parts;
    const state = (await live.get(topic)) ?? (await this.#forgotten(topic));
    if (state === undefined) return;
    // Known from history as OFFLINE: followers of what came before it may not have been told.
    if (statusOf(state) === 'OFFLINE') {
      this.#parts.onOffline?.(topic, state);
      return this.#announce(topicKey(topic), topic);
    }
    // Another server heard something new of it while the silence was noticed here.
    if (state.version > heardUntil && state.version > clock.now() - offlineAfterMs / 2) {
      this.#silence.heard([topic]);
      return;
    }
    const change = offlineChange(topic, state);
    this.#settle([change], await live.set([change]));
    this.#parts.onOffline?.(topic, state);
  }

  /** The last position of a vehicle that live has forgotten while its followers still took it for ONLINE. */
  async #forgotten(topic: Topic): Promise<KeyedState | undefined> {
    const [fix] = await this.#recall.newest([topic]);
    return fix && stateOf(fix, 'ONLINE');
  }

  /** Gives live what history knows; from now on the silence of those still online is noticed. */
  async #seed(fixes: readonly TenantFix[]): Promise<void> {
    const states = fixes.map(({ tenant, fix }) => ({
      topic: topicOf(tenant, fix),
      ...this.#fromHistory(fix),
    }));
    await this.#parts.live.seed(states);
    this.#silence.heard(states.filter((state) => statusOf(state) === 'ONLINE').map(({ topic }) => topic));
  }

  #fromHistory(fix: Fix): KeyedState {
    return stateFromHistory(fix, this.#parts.clock.now() - this.#parts.offlineAfterMs);
  }

  /** The change a vehicle's fixes make together: its newest, with the status that all of them tell. */
  #changeOf(topic: Topic, key: string, fixes: readonly Fix[]): KeyedChange | undefined {
    const known = this.#tracks.get(key);
    let track = known ?? [];
    let newest: KeyedState | undefined;
    const trail: { at: number; data: object }[] = [];
    for (const fix of fixes) {
      // Of several fixes of one moment the first counts, as in history.
      if (fix.future || fix.time === newest?.version) continue;
      track = extendTrack(track, fix);
      newest = stateOf(fix, motionStatus(track, fix));
      trail.push({ at: fix.time, data: newest.data });
    }
    if (newest === undefined) return undefined;
    if (track !== known) this.#tracks.set(key, track);
    const { event, data, version } = newest;
    return { topic, event, data, version, announce: this.#throttle.claim(key), whenAbsent: 'ask', trail };
  }

  /** Resolves to how many of the changes were broadcast. */
  async #put(changes: readonly KeyedChange[]): Promise<number> {
    const verdicts = await this.#orRelease(changes, this.#parts.live.set(changes));
    const broadcast = this.#settle(changes, verdicts);
    const absent = changes.filter((_, index) => verdicts[index] === 'absent');
    return absent.length === 0 ? broadcast : broadcast + (await this.#introduce(absent));
  }

  /** Puts changes of vehicles that live does not know: a late fix must not be taken for the first. */
  async #introduce(absent: readonly KeyedChange[]): Promise<number> {
    const known = await this.#orRelease(absent, this.#recallAll(absent.map(({ topic }) => topic)));
    if (known !== 'away' && known.length > 0) await this.#orRelease(absent, this.#seed(known));
    // With history away, only what was measured a moment ago is surely the newest.
    const since = known === 'away' ? this.#parts.clock.now() - this.#parts.offlineAfterMs : -Infinity;
    const late = absent.filter(({ version }) => version < since);
    this.#settle(late, new Array<KeyedVerdict>(late.length).fill('stale'));
    const changes = absent
      .filter(({ version }) => version >= since)
      .map((change): KeyedChange => ({ ...change, whenAbsent: 'store' }));
    return this.#settle(changes, await this.#orRelease(changes, this.#parts.live.set(changes)));
  }

  async #recallAll(topics: readonly Topic[]): Promise<TenantFix[] | 'away'> {
    const fixes = await this.#recall.newest(topics).catch(ifUnavailable);
    if (fixes === 'away') return fixes;
    return topics.flatMap(({ tenant }, index) => {
      const fix = fixes[index];
      return fix === undefined ? [] : [{ tenant, fix }];
    });
  }

  #settle(changes: readonly KeyedChange[], verdicts: readonly KeyedVerdict[]): number {
    let broadcast = 0;
    for (const [index, { topic, announce }] of changes.entries()) {
      const key = topicKey(topic);
      const verdict = verdicts[index];
      if (verdict === 'absent') continue;
      if (verdict === 'held') this.#throttle.defer(key, topic);
      else if (announce === 'later') {
        if (verdict === 'applied') this.#throttle.hold(key, topic);
      } else if (verdict === 'applied') {
        broadcast += 1;
        this.#parts.metrics.broadcast('vehicle');
      } else this.#throttle.release(key);
    }
    return broadcast;
  }

  async #orRelease<T>(changes: readonly KeyedChange[], work: Promise<T>): Promise<T> {
    try {
      return await work;
    } catch (error) {
      // Whether live took them is unknown: what it did take still has to go out, and the next fix at once.
      for (const { topic, announce } of changes) {
        if (announce === 'later') this.#throttle.hold(topicKey(topic), topic);
        else this.#throttle.release(topicKey(topic));
      }
      throw error;
    }
  }
}

function ifUnavailable(error: unknown): 'away' {
  if (isUnavailable(error)) return 'away';
  throw error;
}
