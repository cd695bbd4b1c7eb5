import type { RegionUpdate } from '@waycast/contract';
import { isUnavailable } from '../../kernel/unavailable.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Hazards } from '../../ports/hazards.ts';
import type { Log } from '../../ports/log.ts';
import type { QualityChange } from '../../ports/road-segments.ts';
import { hazardsOf } from './region-now.ts';

/** What changes within this time is told together. */
const TICK_MS = 250;
/** Hazards end by themselves: each server looks which have, so often. */
const LOOK_MS = 15_000;
const ENDED_AT_ONCE = 1000;
/** Regions with news that wait to be told; of more, the oldest are left out, and logged. */
const MAX_REGIONS = 5000;
const QUALITIES_AT_ONCE = 500;

interface Waiting {
  readonly tenant: string;
  readonly region: string;
  hazards: boolean;
  /** By segment: the newest. */
  readonly qualities: Map<string, QualityChange['quality']>;
}

interface RegionNewsParts {
  readonly hazards: Pick<Hazards, 'inRegion' | 'endedBetween'>;
  readonly clock: Clock;
  readonly log: Log;
  /** Tells the followers of a region. */
  readonly tell: (
    tenant: string,
    region: string,
    news: Pick<RegionUpdate, 'hazards' | 'qualities'>,
  ) => Promise<void>;
}

/** Tells regions what changed on their roads, until it is closed. */
export class RegionNewsDesk {
  readonly #parts: RegionNewsParts;
  readonly #waiting = new Map<string, Waiting>();
  #cancelTick: (() => void) | undefined;
  #cancelLook: (() => void) | undefined;
  #telling: Promise<void> = Promise.resolve();
  #lookedAt: number;
  #closed = false;

  constructor(parts: RegionNewsParts) {
    this.#parts = parts;
    this.#lookedAt = parts.clock.now();
    this.#lookLater();
  }

  hazardsChanged(tenant: string, region: string): void {
    this.#waitingOf(tenant, region).hazards = true;
  }

  qualitiesChanged(tenant: string, changes: readonly QualityChange[]): void {
    for (const { region, segmentId, quality } of changes) {
      const { qualities } = this.#waitingOf(tenant, region);
      if (qualities.size < QUALITIES_AT_ONCE) qualities.set(segmentId, quality);
    }
  }

  /** Tells what waits, and ends. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#cancelLook?.();
    this.#cancelTick?.();
    this.#tick();
    await this.#telling;
  }

  #waitingOf(tenant: string, region: string): Waiting {
    const key = `${tenant} ${region}`;
    const waiting = this.#waiting.get(key) ?? { tenant, region, hazards: false, qualities: new Map() };
    this.#waiting.set(key, waiting);
    if (this.#waiting.size > MAX_REGIONS) this.#forgetOldest();
    this.#cancelTick ??= this.#parts.clock.after(TICK_MS, () => this.#tick());
    return waiting;
  }

  #forgetOldest(): void {
    const [oldest] = this.#waiting.keys();
    if (oldest === undefined) return;
    this.#waiting.delete(oldest);
    this.#parts.log.warn(
      { regions: MAX_REGIONS },
      'too many regions have news of their roads; the oldest is not told',
    );
  }

  #tick(): void {
    this.#cancelTick = undefined;
    const due = [...this.#waiting.values()];
    this.#waiting.clear();
    this.#telling = this.#telling.then(() => this.#tellAll(due));
  }

  async #tellAll(due: readonly Waiting[]): Promise<void> {
    for (const { tenant, region, hazards, qualities } of due) {
      try {
        const there = hazards ? { hazards: await hazardsOf(this.#parts, tenant, region) } : {};
        const changed = [...qualities].map(([segmentId, quality]) => ({ segmentId, quality }));
        const found = changed.length === 0 ? {} : { qualities: changed };
        await this.#parts.tell(tenant, region, { ...there, ...found });
      } catch (error) {
        this.#failed(error);
      }
    }
  }

  #lookLater(): void {
    if (this.#closed) return;
    this.#cancelLook = this.#parts.clock.after(LOOK_MS, () => {
      void this.#look().then(() => this.#lookLater());
    });
  }

  /** Which hazards have ended since the last time. */
  async #look(): Promise<void> {
    const until = this.#parts.clock.now();
    try {
      const ended = await this.#parts.hazards.endedBetween(this.#lookedAt, until, ENDED_AT_ONCE);
      const isAll = ended.length < ENDED_AT_ONCE;
      this.#lookedAt = isAll ? until : (ended.at(-1)?.expiresAt ?? until);
      for (const { tenant, region } of ended) this.hazardsChanged(tenant, region);
    } catch (error) {
      this.#failed(error);
    }
  }

  #failed(error: unknown): void {
    const { log } = this.#parts;
    if (isUnavailable(error)) log.debug({ err: error }, 'news of roads were not told');
    else log.warn({ err: error }, 'news of roads were not told');
  }
}
