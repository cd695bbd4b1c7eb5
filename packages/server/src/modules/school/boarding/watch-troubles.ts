import { LRUCache } from 'lru-cache';
import { isoTime } from '../../../kernel/iso-time.ts';
import type { Alarms } from '../../../ports/alarms.ts';
import type { Boardings, TripRoster } from '../../../ports/boardings.ts';
import type { Clock } from '../../../ports/clock.ts';
import type { Log } from '../../../ports/log.ts';
import type { Recorded } from './boarding-desk.ts';
import { alarmOf, clearedOf, GRACE_MS, type Trouble, troublesOf } from './troubles.ts';

/** What other servers caused, and what the clock alone makes true, is looked for this often. */
const LOOK_EVERY_MS = 15_000;
const TRIPS_A_LOOK = 500;
/** A trip that was looked at is left in peace for so long, unless something happens to it. */
const REST_MS = 120_000;
const MAX_REMEMBERED = 50_000;

export interface TroubleWatchParts {
  readonly boardings: Pick<Boardings, 'roster' | 'troubled'>;
  readonly alarms: Alarms;
  /** Called with what this server has not told of yet; others may have. */
  readonly found: (roster: TripRoster, troubles: readonly Trouble[]) => void;
  readonly clock: Clock;
  readonly log: Log;
}

/** Looks after the children of trips as long as it is open. Nothing here throws; what fails is tried again. */
export class TroubleWatch {
  readonly #parts: TroubleWatchParts;
  /** Told already by this server; the store knows what others told. */
  readonly #told = new LRUCache<string, true>({ max: MAX_REMEMBERED });
  readonly #lookedAt = new LRUCache<string, number>({ max: MAX_REMEMBERED });
  readonly #underWay = new Set<Promise<void>>();
  #cancel: () => void = () => undefined;
  #closed = false;

  constructor(parts: TroubleWatchParts) {
    this.#parts = parts;
    this.#wait();
  }

  /** Taps were stored. */
  recorded({ roster, before }: Recorded): void {
    const { alarms, clock } = this.#parts;
    this.#begin(async () => {
      await this.#tell(roster, clock.now());
      const note = { at: isoTime(clock.now()), by: 'a tap that came later' };
      for (const key of clearedOf(roster, before)) await alarms.clear(roster.tenant, key, note);
    });
  }

  /** A trip has changed. */
  changed(tenant: string, tripId: string): void {
    this.#begin(() => this.#inspect(tenant, tripId, this.#parts.clock.now()));
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#cancel();
    await Promise.all(this.#underWay);
  }

  #wait(): void {
    if (this.#closed) return;
    const look = (): void => this.#begin(() => this.#lookAround().finally(() => this.#wait()));
    this.#cancel = this.#parts.clock.after(LOOK_EVERY_MS, look);
  }

  #begin(work: () => Promise<void>): void {
    if (this.#closed) return;
    const begun = work()
      .catch((error) => {
        this.#parts.log.warn({ err: error }, 'could not look after the children of a trip; trying again');
      })
      .finally(() => this.#underWay.delete(begun));
    this.#underWay.add(begun);
  }

  async #lookAround(): Promise<void> {
    const now = this.#parts.clock.now();
    for (const { tenant, tripId } of await this.#parts.boardings.troubled(now - GRACE_MS, TRIPS_A_LOOK)) {
      const key = `${tenant} ${tripId}`;
      if (now - (this.#lookedAt.get(key) ?? Number.NEGATIVE_INFINITY) < REST_MS) continue;
      await this.#inspect(tenant, tripId, now);
      this.#lookedAt.set(key, now);
    }
  }

  async #inspect(tenant: string, tripId: string, now: number): Promise<void> {
    const roster = await this.#parts.boardings.roster(tenant, tripId);
    if (roster !== undefined) await this.#tell(roster, now);
  }

  async #tell(roster: TripRoster, now: number): Promise<void> {
    const troubles = troublesOf(roster, now).map((trouble) => ({ trouble, alarm: alarmOf(roster, trouble) }));
    const fresh = troubles.filter(({ alarm }) => !this.#told.has(`${alarm.tenant} ${alarm.key}`));
    if (fresh.length === 0) return;
    await this.#parts.alarms.raise(fresh.map(({ alarm }) => alarm));
    this.#parts.found(
      roster,
      fresh.map(({ trouble }) => trouble),
    );
    for (const { alarm } of fresh) this.#told.set(`${alarm.tenant} ${alarm.key}`, true);
  }
}
