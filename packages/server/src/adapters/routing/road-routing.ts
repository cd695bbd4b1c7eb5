import type { Clock } from '../../ports/clock.ts';
import type { Log } from '../../ports/log.ts';
import type { Routing, Way } from '../../ports/routing.ts';
import { askEngine } from './ask-engine.ts';
import { type Engine, type Matrix, OSRM, type Points, VALHALLA } from './engines.ts';
import { straightWays } from './straight-line.ts';

export interface RoadRoutingOptions {
  /** ROUTING_URL. */
  readonly url: string;
  readonly clock: Clock;
  readonly log: Log;
  /** For a whole answer; 1.5 s when absent: a round of offers waits for it. */
  readonly timeoutMs?: number;
}

const TIMEOUT_MS = 1500;
/** Points of one request: the default limit of `osrm-routed`, and well within the URLs that servers take. */
const MAX_POINTS = 100;
/** After a failure the server is left alone for so long. */
const REST_MS = 10_000;
const MAX_AT_ONCE = 16;

const ENGINES: readonly Engine[] = [OSRM, VALHALLA];

/**
 * Ways by road from the server at ROUTING_URL. Which engine answers there is found out with the first request: OSRM is
 * asked first, then Valhalla; whichever answered is asked from then on. While neither does, and beyond 100 points or 16
 * requests at once, ways are straight lines; the log has one line when that begins and one when it ends.
 */
export class RoadRouting implements Routing {
  readonly #options: RoadRoutingOptions;
  readonly #base: URL;
  #engine: Engine | undefined;
  #restUntil = Number.NEGATIVE_INFINITY;
  #isAway = false;
  #asking = 0;

  constructor(options: RoadRoutingOptions) {
    this.#options = options;
    this.#base = new URL(options.url);
  }

  async ways(from: Points, to: Points): ReturnType<Routing['ways']> {
    const none = from.length === 0 || to.length === 0;
    if (none || this.#isResting() || from.length + to.length > MAX_POINTS) return straightWays(from, to);
    this.#asking += 1;
    try {
      const ways = await this.#ask(from, to);
      this.#told(undefined);
      return { method: 'road', ways: ways.map((row) => row.map(plausible)) };
    } catch (error) {
      this.#restUntil = this.#options.clock.now() + REST_MS;
      this.#told(error);
      return straightWays(from, to);
    } finally {
      this.#asking -= 1;
    }
  }

  #isResting(): boolean {
    return this.#asking >= MAX_AT_ONCE || this.#options.clock.now() < this.#restUntil;
  }

  async #ask(from: Points, to: Points): Promise<Matrix> {
    const signal = AbortSignal.timeout(this.#options.timeoutMs ?? TIMEOUT_MS);
    const failures: string[] = [];
    for (const engine of this.#engine === undefined ? ENGINES : [this.#engine]) {
      try {
        const ways = await askEngine(engine, this.#base, from, to, signal);
        this.#engine = engine;
        return ways;
      } catch (error) {
        failures.push(`${engine.name}: ${reasonOf(error)}`);
      }
    }
    throw new Error(failures.join('; '));
  }

  #told(error: unknown): void {
    const { log } = this.#options;
    const isAway = error !== undefined;
    if (isAway === this.#isAway) return;
    this.#isAway = isAway;
    // Without its path and query, which may hold a key.
    const at = { server: this.#base.origin };
    if (isAway) log.warn({ ...at, reason: reasonOf(error) }, 'no ways by road; straight lines are taken');
    else log.info({ ...at, engine: this.#engine?.name }, 'ways by road again');
  }
}

/** An engine that says less than nothing is not believed. */
function plausible(way: Way | null): Way | null {
  return way !== null && way.durationS >= 0 && way.distanceM >= 0 ? way : null;
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === 'TimeoutError') return 'no answer in time';
  if (error.name === 'ZodError' || error instanceof SyntaxError) return 'an answer of another kind';
  return error.cause instanceof Error ? error.cause.message : error.message;
}
