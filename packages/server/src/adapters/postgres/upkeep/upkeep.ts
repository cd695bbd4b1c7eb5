import type { Clock } from '../../../ports/clock.ts';
import type { Log } from '../../../ports/log.ts';
import { Rests } from '../../../ports/rests.ts';
import type { Database } from '../database.ts';
import { alertsStep } from './alerts-step.ts';
import { analyzeStep } from './analyze.ts';
import { conversationsStep } from './conversations-step.ts';
import { ordersStep } from './orders-step.ts';
import { partsStep } from './parts-step.ts';
import { peopleStep } from './people-step.ts';
import { pruneStep } from './prune.ts';
import { retainStep } from './retain.ts';
import { roadsStep } from './roads-step.ts';
import { rollUpStep } from './roll-up.ts';
import { STEP_NAMES, type StepContext, type StepName, type UpkeepStep } from './step.ts';
import { sweepStep } from './sweep.ts';
import { thinStep } from './thin.ts';
import { visitsStep } from './visits-step.ts';

/** After a start, others have more urgent things to ask the database. */
const FIRST_AFTER_MS = 5000;
const LOOK_EVERY_MS = 5000;
/** Passes of a step before the others have their turn. */
const MAX_PASSES = 20;
/** Between passes the database has rest for those who wait for it: so many times as long as the last pass took. */
const REST = 4;
const MIN_REST_MS = 20;
const MAX_REST_MS = 5000;

/** What the upkeep has done since this server started, by step: hours, fixes, parts or rows. */
export type UpkeepTotals = Readonly<Record<StepName, { readonly done: number; readonly failed: number }>>;

interface UpkeepOptions extends StepContext {
  readonly log: Log;
  readonly clock: Clock;
}

/**
 * Keeps the history in shape: hourly aggregates, thinning, retention, and old alerts, boardings, orders and conversations removed. Every server looks after
 * it, one at a time, in passes that are bounded in rows; a step that fails is logged and tried again when it is next
 * due.
 */
export class Upkeep {
  readonly #log: Log;
  readonly #clock: Clock;
  readonly #database: Database;
  readonly #steps: readonly UpkeepStep[];
  readonly #dueAt = new Map<StepName, number>();
  readonly #totals = new Map(STEP_NAMES.map((name) => [name, { done: 0, failed: 0 }]));
  #cancel: (() => void) | undefined;
  readonly #rests: Rests;
  #running: Promise<void> = Promise.resolve();
  #closed = false;

  constructor({ log, clock, ...context }: UpkeepOptions) {
    this.#log = log;
    this.#clock = clock;
    this.#rests = new Rests(clock);
    this.#database = context.database;
    const keeping = [rollUpStep, thinStep, partsStep, retainStep, pruneStep, alertsStep];
    const ofDomains = [visitsStep, peopleStep, ordersStep, conversationsStep, roadsStep];
    const open = [...keeping, ...ofDomains, sweepStep, analyzeStep];
    this.#steps = open.map((step) => step(context));
  }

  /** Begins to look for what is due, and goes on until `close`. */
  start(): void {
    this.#lookAfter(FIRST_AFTER_MS);
  }

  /** Does all steps that are due, each until nothing more is to be done or the others are to have their turn. */
  run(): Promise<void> {
    this.#running = this.#running.then(() => this.#runDue());
    return this.#running;
  }

  totals(): UpkeepTotals {
    return Object.fromEntries(this.#totals) as UpkeepTotals;
  }

  /** Begins nothing more; resolves when what is under way has ended. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#cancel?.();
    this.#rests.close();
    await this.#running;
  }

  #lookAfter(delayMs: number): void {
    if (this.#closed) return;
    this.#cancel = this.#clock.after(
      delayMs,
      () => void this.run().then(() => this.#lookAfter(LOOK_EVERY_MS)),
    );
  }

  async #runDue(): Promise<void> {
    for (const step of this.#steps) {
      const isDue = (this.#dueAt.get(step.name) ?? 0) <= this.#clock.now();
      if (isDue && !this.#closed) await this.#runStep(step);
    }
  }

  async #runStep(step: UpkeepStep): Promise<void> {
    const total = this.#totals.get(step.name) ?? { done: 0, failed: 0 };
    this.#dueAt.set(step.name, this.#clock.now() + step.everyMs);
    let done = 0;
    try {
      done = await this.#passes(step);
    } catch (error) {
      total.failed++;
      // Whoever reads the log knows already that the database is away.
      if (this.#database.state() === 'connected') {
        this.#log.error(
          { err: error, step: step.name },
          'Upkeep of the history has failed; it is tried again',
        );
      }
    }
    total.done += done;
    if (done > 0) this.#log.debug({ step: step.name, done }, 'Upkeep of the history');
  }

  async #passes(step: UpkeepStep): Promise<number> {
    let done = 0;
    for (let passes = 0; passes < MAX_PASSES && !this.#closed; passes++) {
      const begun = this.#clock.now();
      const outcome = await step.pass();
      done += outcome.done;
      if (!outcome.more) return done;
      const restMs = REST * (this.#clock.now() - begun);
      await this.#rests.take(Math.min(MAX_REST_MS, Math.max(MIN_REST_MS, restMs)));
    }
    this.#dueAt.set(step.name, this.#clock.now());
    return done;
  }
}
