import { setImmediate as nextTurn } from 'node:timers/promises';
import { WaycastError } from '@waycast/contract';
import { isUnavailable } from '../../../kernel/unavailable.ts';
import type { Clock } from '../../../ports/clock.ts';
import type { Log } from '../../../ports/log.ts';
import { Rests } from '../../../ports/rests.ts';
import type { RoadObservations } from '../../../ports/road-observations.ts';
import type { QualityChange, RoadSegments } from '../../../ports/road-segments.ts';
import { estimateStale } from './estimate-stale.ts';
import { RoadNetworks } from './road-networks.ts';
import { settleTrace } from './settle-trace.ts';

/*
 *     stored ──▶ traces to be matched ──▶ segments to be estimated ──▶ qualities that changed
 *                      (road_traces)            (road_stale)
 *
 * Both lists are in the database, and all servers take from them: what one leaves undone another does 30 s later.
 */

interface RoadSettlerParts {
  readonly observations: RoadObservations;
  readonly roadSegments: RoadSegments;
  readonly clock: Clock;
  readonly log: Log;
  /** May not throw. */
  readonly changed: (tenant: string, changes: readonly QualityChange[]) => void;
}

const TRACES_AT_ONCE = 10;
const SEGMENTS_AT_ONCE = 50;
/** What was stored is due some seconds later. */
const WAKE_MS = 2100;
/** What other servers have left undone is looked for. */
const LOOK_MS = 10_000;
/** Times as long as a pass took, the others have their turn. */
const REST = 2;
const MAX_REST_MS = 1000;

/** Matches and estimates in the background, until it is closed. */
export class RoadSettler {
  readonly #parts: RoadSettlerParts;
  readonly #networks: RoadNetworks;
  #cancel: (() => void) | undefined;
  readonly #rests: Rests;
  #running: Promise<void> | undefined;
  #wakeAgain = false;
  #hurried = 0;
  #closed = false;

  constructor(parts: RoadSettlerParts) {
    this.#parts = parts;
    this.#networks = new RoadNetworks(parts.roadSegments);
    this.#rests = new Rests(parts.clock);
    this.#lookAfter(LOOK_MS);
  }

  /** Something was stored. */
  wake(): void {
    if (this.#wakeAgain) return;
    this.#wakeAgain = true;
    this.#lookAfter(WAKE_MS);
  }

  /** Resolves when nothing of a tenant is left to be done, without rest meanwhile. */
  async settleAll(tenant: string): Promise<void> {
    this.#hurried += 1;
    try {
      while ((await this.#parts.observations.waiting(tenant)) > 0) {
        if (this.#closed)
          throw new WaycastError('unavailable', 'the server is stopping; another one goes on with it');
        await this.#parts.observations.hurry(tenant);
        await this.#run();
        await this.#rests.take(20);
      }
    } finally {
      this.#hurried -= 1;
    }
  }

  /** Ends after what is under way. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#cancel?.();
    this.#rests.close();
    await this.#running;
  }

  #lookAfter(delayMs: number): void {
    this.#cancel?.();
    if (this.#closed) return;
    this.#cancel = this.#parts.clock.after(delayMs, () => {
      this.#wakeAgain = false;
      void this.#run().then(() => this.#lookAfter(this.#wakeAgain ? WAKE_MS : LOOK_MS));
    });
  }

  #run(): Promise<void> {
    this.#running ??= this.#passes()
      .catch((error: unknown) => {
        if (!isUnavailable(error))
          this.#parts.log.error({ err: error }, 'Roads were not matched; trying again');
      })
      .finally(() => {
        this.#running = undefined;
      });
    return this.#running;
  }

  async #passes(): Promise<void> {
    const { clock } = this.#parts;
    for (let done = 1; done > 0 && !this.#closed; ) {
      const begun = clock.now();
      done = (await this.#match()) + (await this.#estimate());
      const restMs = Math.min(MAX_REST_MS, REST * (clock.now() - begun));
      await this.#rests.take(this.#hurried > 0 ? 0 : restMs);
    }
  }

  async #match(): Promise<number> {
    const { observations } = this.#parts;
    const traces = await observations.take(TRACES_AT_ONCE);
    for (const trace of traces) {
      await settleTrace(observations, await this.#networks.of(trace.tenant), trace);
      // Matching a trace takes some milliseconds: in between, others are heard.
      await nextTurn();
    }
    return traces.length;
  }

  async #estimate(): Promise<number> {
    const stale = await this.#parts.observations.takeStale(SEGMENTS_AT_ONCE);
    for (const [tenant, own] of Map.groupBy(stale, (one) => one.tenant)) {
      const changes = await estimateStale(this.#parts, tenant, own);
      if (changes.length > 0) this.#parts.changed(tenant, changes);
    }
    return stale.length;
  }
}
