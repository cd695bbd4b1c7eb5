import type { Fix } from '@waycast/contract';
import { z } from 'zod';
import type { VehicleOfTenant } from '../../../ports/history.ts';
import type { Checkpoint, Settled, Settlement, StoredFinding } from '../../../ports/settlements.ts';
import { citedTimes } from './cited-times.ts';
import { compareFindings } from './compare-findings.ts';
import { SILENCE_MS, type VehicleSetting } from './stage.ts';
import type { StartStage } from './stage-run.ts';
import { type Found, VehicleRun } from './vehicle-run.ts';

/** A late fix makes the fixes of such a time be judged again. */
const CHECKPOINT_MS = 1_800_000;
/** Where something has just ended a checkpoint is small, and what comes after it depends on little before. */
const CHECKPOINT_AT_NOTICE_MS = 900_000;
/** What could have been told this long ago alarms nobody any more. */
const FRESH_MS = 300_000;
/** Fixes told just after they were read are no late ones. */
export const RECENT_TIMES = 32;

/** Beside the run's own state. */
const CaseShape = z.object({ checkpointAt: z.number().catch(0) }).catch({ checkpointAt: 0 });

/** One vehicle while it is being settled: from where, through its fixes, to what is written. */
export class VehicleCase {
  readonly vehicle: VehicleOfTenant;
  readonly run: VehicleRun;
  readonly #stages: readonly StartStage[];
  readonly #setting: VehicleSetting;
  readonly #from: number;
  readonly #rewoundTo: number | undefined;
  readonly #checkpoints: Checkpoint[] = [];
  #time: number;
  #fixes: number;
  #checkpointAt: number;
  #isComplete = false;
  #beyond: number | undefined;
  #firstAt: number | undefined;
  #recent: readonly number[] = [];

  constructor(
    stages: readonly StartStage[],
    setting: VehicleSetting,
    from: Pick<Settled, 'time' | 'fixes' | 'state'>,
    rewoundTo: number | undefined,
  ) {
    this.vehicle = { tenant: setting.tenant, vehicleId: setting.vehicleId };
    this.run = new VehicleRun(stages, from.state);
    this.#stages = stages;
    this.#setting = setting;
    this.#rewoundTo = rewoundTo;
    this.#from = from.time;
    this.#time = from.time;
    this.#fixes = from.fixes;
    this.#checkpointAt = CaseShape.parse(from.state).checkpointAt;
  }

  /** Device time up to which it has judged. */
  get time(): number {
    return this.#time;
  }

  /** Device time from which it has judged. */
  get from(): number {
    return this.#from;
  }

  /** Device times of its last fixes. */
  get recent(): readonly number[] {
    return this.#recent;
  }

  get isComplete(): boolean {
    return this.#isComplete;
  }

  /** Device time of the next fix where the setting does not reach as far: it is for another one. */
  get beyondReach(): number | undefined {
    return this.#beyond;
  }

  /** Device time of its first fix, or the end of what was judged before, where the setting does not reach as far back. */
  get outOfReachFrom(): number | undefined {
    const from = this.#firstAt ?? this.#from;
    return from > 0 && from < this.#setting.trips.from ? from : undefined;
  }

  /** The next fixes; `last`: no more are stored. */
  take(fixes: readonly Fix[], last: boolean): void {
    this.#firstAt ??= fixes[0]?.time;
    const beyond = fixes.findIndex(({ time }) => time >= this.#setting.trips.until);
    this.#beyond = fixes[beyond]?.time;
    this.#judge(beyond === -1 ? fixes : fixes.slice(0, beyond));
    this.#isComplete = last && beyond === -1;
  }

  #judge(fixes: readonly Fix[]): void {
    if (this.outOfReachFrom !== undefined) return;
    for (const fix of fixes) {
      this.run.take(fix, this.#setting);
      this.#time = fix.time;
      this.#fixes += 1;
      const spacing = this.run.tookNotice() ? CHECKPOINT_AT_NOTICE_MS : CHECKPOINT_MS;
      if (fix.time - this.#checkpointAt >= spacing) this.#setCheckpoint();
    }
    if (fixes.length > 0) this.#recent = fixes.slice(-RECENT_TIMES).map(({ time }) => time);
  }

  /** What is to be written, given what was found before after `from`. To be called once. */
  settlement(stored: readonly StoredFinding[], now: number): Settlement & { readonly silent: boolean } {
    const silent = this.#isComplete && this.#time > 0 && now - this.#time > SILENCE_MS;
    const { ended, open } = silent ? this.#silently() : { ended: this.run.ended(), open: this.run.open() };
    const findings = { ended, open: this.#isComplete ? open : undefined, until: this.#time };
    const changes = compareFindings(stored, findings, now - FRESH_MS);
    return {
      vehicle: this.vehicle,
      silent,
      settled: { time: this.#time, silent, fixes: this.#fixes, state: this.#state() },
      ...(this.#rewoundTo === undefined ? {} : { rewoundTo: this.#rewoundTo }),
      checkpoints: this.#checkpoints,
      ...changes,
      cited: changes.kept.flatMap(({ finding }) => citedTimes(finding)),
    };
  }

  /** Silence ends things in what is written only: a fix that is still on its way may end it. */
  #silently(): { readonly ended: readonly Found[]; readonly open: readonly Found[] } {
    const silenced = new VehicleRun(this.#stages, this.run.state());
    silenced.fallSilent(this.#time, this.#setting);
    return { ended: [...this.run.ended(), ...silenced.ended()], open: silenced.open() };
  }

  #setCheckpoint(): void {
    this.#checkpointAt = this.#time;
    this.#checkpoints.push({ time: this.#time, fixes: this.#fixes, state: this.#state() });
    this.#fixes = 0;
  }

  #state() {
    return { checkpointAt: this.#checkpointAt, ...this.run.state() };
  }
}
