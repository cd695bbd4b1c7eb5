import type { Fix } from '@waycast/contract';
import { z } from 'zod';
import { FINDING_KINDS, type Finding } from '../../../ports/findings.ts';
import { endTrack, type Judged, JudgeShape, judge, UNJUDGED } from './judge.ts';
import { SILENCE_MS, type Stage, type VehicleSetting } from './stage.ts';
import type { StageRun, StartStage } from './stage-run.ts';
import { TallyShape, tallied, tally } from './tally.ts';

/** A finding, and the device time of the fix or the silence that told it. */
export interface Found {
  readonly finding: Finding;
  readonly judgedAt: number;
}

const FindingShape = z.object({
  kind: z.enum(FINDING_KINDS),
  key: z.string(),
  startsAt: z.number(),
  endsAt: z.number().nullable(),
  data: z.record(z.string(), z.unknown()),
});
const FoundShape = z.object({ finding: FindingShape, judgedAt: z.number() });
/** What a checkpoint holds; of what another version wrote, the parts that are still understood. */
const RunShape = z.object({
  judge: JudgeShape.catch(UNJUDGED),
  tally: TallyShape.catch(null),
  stages: z.record(z.string(), z.unknown()).catch({}),
  open: z.array(FoundShape).catch([]),
});

/** A vehicle's fixes on their way through the judge and the stages, from a checkpoint's state on. */
export class VehicleRun {
  readonly #stages: readonly StageRun[];
  #judge: z.infer<typeof JudgeShape>;
  #tally: z.infer<typeof TallyShape>;
  readonly #open: Map<string, Found>;
  #ended: Found[] = [];
  #told = false;

  constructor(stages: readonly StartStage[], stored: unknown) {
    const known = RunShape.parse(typeof stored === 'object' && stored !== null ? stored : {});
    this.#judge = known.judge;
    this.#tally = known.tally;
    const byName = new Map(Object.entries(known.stages));
    this.#stages = stages.map((stage) => stage.start(byName.get(stage.name)));
    this.#open = new Map(known.open.map((found) => [identityOf(found.finding), found]));
  }

  /** The next fix by device time; none that is flagged `future`. */
  take(fix: Fix, setting: VehicleSetting): void {
    const { state, found } = tally(this.#tally, fix);
    this.#tally = state;
    for (const finding of found) this.#keep(finding, fix.time);
    this.#apply(judge(this.#judge, fix), fix.time, setting);
  }

  /** Nothing came for {@link SILENCE_MS} after `lastTime`. Runs that went through it take no more fixes. */
  fallSilent(lastTime: number, setting: VehicleSetting): void {
    this.#apply(endTrack(this.#judge), lastTime + SILENCE_MS, setting);
  }

  /** What has ended since the last call, in order. */
  ended(): readonly Found[] {
    const ended = this.#ended;
    this.#ended = [];
    return ended;
  }

  /** What is open now, as it has grown. */
  open(): readonly Found[] {
    const open = new Map(this.#open);
    for (const finding of this.#stages.flatMap((stage) => stage.grown())) {
      const known = open.get(identityOf(finding));
      if (known !== undefined || isSum(finding))
        open.set(identityOf(finding), { finding, judgedAt: known?.judgedAt ?? finding.startsAt });
    }
    const sum = this.#tally === null ? undefined : tallied(this.#tally, false);
    if (sum !== undefined) open.set(identityOf(sum), { finding: sum, judgedAt: sum.startsAt });
    return [...open.values()];
  }

  /** Whether anything that is to be told has been found since the last call. */
  tookNotice(): boolean {
    const told = this.#told;
    this.#told = false;
    return told;
  }

  /** What one of its stages knows; undefined: it is none of them. */
  stateOf<S>(stage: Stage<S>): S | undefined {
    for (const run of this.#stages) {
      const state = run.stateOf(stage);
      if (state !== undefined) return state;
    }
    return undefined;
  }

  /** For a checkpoint, as plain JSON. */
  state(): z.input<typeof RunShape> {
    return {
      judge: this.#judge,
      tally: this.#tally,
      stages: Object.fromEntries(this.#stages.map((stage) => [stage.name, stage.state()])),
      open: [...this.#open.values()].map(({ finding, judgedAt }) => ({
        finding: { ...finding, data: { ...finding.data } },
        judgedAt,
      })),
    };
  }

  #apply({ state, verdicts }: Judged, at: number, setting: VehicleSetting): void {
    this.#judge = state;
    for (const verdict of verdicts) {
      if (verdict.type === 'ignored') this.#keep(verdict.finding, at);
      else this.#run(verdict.type === 'accepted' ? verdict.fix : undefined, at, setting);
    }
  }

  /** Without a fix: an interruption. */
  #run(fix: Fix | undefined, at: number, setting: VehicleSetting): void {
    for (const stage of this.#stages) {
      const found = fix === undefined ? stage.interrupted(setting) : stage.step(fix, setting);
      for (const finding of found) this.#keep(finding, at);
    }
  }

  #keep(finding: Finding, judgedAt: number): void {
    const identity = identityOf(finding);
    if (!isSum(finding) && finding.kind !== 'ignored') this.#told = true;
    if (finding.endsAt === null) {
      this.#open.set(identity, { finding, judgedAt });
    } else {
      this.#open.delete(identity);
      this.#ended.push({ finding, judgedAt });
    }
  }
}

export function identityOf({ kind, key }: Pick<Finding, 'kind' | 'key'>): string {
  return `${kind} ${key}`;
}

function isSum({ kind }: Finding): boolean {
  return kind === 'distance' || kind === 'tally';
}
