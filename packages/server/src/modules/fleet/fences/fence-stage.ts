import type { Fix } from '@waycast/contract';
import { boundsOf, distanceM } from '@waycast/geo';
import type { FenceIndex, FenceInForce } from '../../../ports/fences.ts';
import type { Finding } from '../../../ports/findings.ts';
import type { Stage } from '../settling/stage.ts';
import { dwellFinding, type Left, visitFinding } from './fence-findings.ts';
import {
  CONFIRM_MS,
  exitDistanceM,
  MOST_AGAINST,
  MOST_OPEN,
  mayEnter,
  pathDepthM,
  pathIsTrusted,
  SECOND_FIX_MS,
} from './fence-rules.ts';
import {
  type Entering,
  FenceState,
  NOWHERE,
  type Sighting,
  type Visit,
  type VisitedFence,
} from './fence-state.ts';

/**
 * Visits to fences and stays in them. In one step departures are judged before what the way has passed, and that
 * before arrivals:
 *
 *     outside ──first fix inside──▶ entering ──second one, or reports far apart──▶ open (a finding)
 *        ▲                            │ fixes that say otherwise                    │ fix beyond the margin
 *        ├────────────────────────────┘                                             ▼
 *        └──────────────────────────second one, or reports far apart──────────── leaving
 *
 * A vehicle that falls silent inside stays inside: only a trip's end can tell more.
 */
export const fenceStage: Stage<FenceState> = {
  name: 'fences',
  shape: FenceState,
  start: () => NOWHERE,
  step(state, fix, { fences }) {
    const pass = new Pass(state, fix, fences);
    pass.exits();
    pass.path();
    pass.enters();
    return pass.end();
  },
  // Where it went meanwhile nobody knows; where it was seen last, it was.
  interrupted: (state) => ({ state: { ...state, cut: true }, found: [] }),
};

/** One fix against what was known before it. */
class Pass {
  readonly #before: FenceState;
  readonly #fix: Fix;
  readonly #fences: FenceIndex;
  readonly #gapMs: number;
  readonly #sparse: boolean;
  readonly #begun: ReadonlyMap<string, Entering>;
  readonly #entering = new Map<string, Entering>();
  readonly #open: Map<string, Visit>;
  readonly #found: Finding[] = [];
  /** Left, or passed, in this step: not entered by it as well. */
  readonly #done = new Set<string>();

  constructor(before: FenceState, fix: Fix, fences: FenceIndex) {
    this.#before = before;
    this.#fix = fix;
    this.#fences = fences;
    this.#gapMs = before.last === null ? 0 : fix.time - before.last.time;
    this.#sparse = this.#gapMs >= CONFIRM_MS && before.gapMs >= CONFIRM_MS;
    this.#begun = new Map(before.entering);
    this.#open = new Map(before.open);
  }

  exits(): void {
    for (const [id, visit] of this.#open) {
      const version = this.#fences.at(id, this.#fix.time);
      if (version === undefined) this.#closeRemoved(visit);
      else this.#judgeExit(version, visit);
    }
  }

  /** Between two fixes outside the straight way may lead through a fence, which was then entered and left. */
  path(): void {
    const { last, cut } = this.#before;
    if (last === null || cut || !pathIsTrusted(this.#gapMs, distanceM(last, this.#fix))) return;
    const box = boundsOf([last, this.#fix]);
    if (box === undefined) return;
    for (const version of this.#fences.touching(box, last.time)) {
      const { id, fence } = version;
      const known = this.#open.has(id) || this.#done.has(id) || this.#begun.has(id);
      if (known || this.#fences.at(id, this.#fix.time)?.from !== version.from) continue;
      if (!mayEnter(last.accuracy, fence.sizeM) || !mayEnter(this.#fix.accuracy, fence.sizeM)) continue;
      this.#pass(version, last);
    }
  }

  enters(): void {
    const { latitude, longitude, time, accuracy } = this.#fix;
    for (const version of this.#fences.touching([longitude, latitude, longitude, latitude], time)) {
      const { id, fence } = version;
      if (this.#open.has(id) || this.#done.has(id) || this.#isFull()) continue;
      const sighting = this.#see(version);
      if (sighting.distanceM <= 0 && mayEnter(accuracy, fence.sizeM)) this.#judgeEnter(version, sighting);
    }
    this.#keepEntering();
  }

  end(): { state: FenceState; found: readonly Finding[] } {
    const { time, latitude, longitude, accuracy } = this.#fix;
    const state: FenceState = {
      last: { time, latitude, longitude, accuracy, distanceM: 0 },
      gapMs: this.#gapMs,
      cut: false,
      entering: [...this.#entering],
      open: [...this.#open],
    };
    return { state, found: this.#found };
  }

  #see({ fence }: FenceInForce): Sighting {
    const { time, latitude, longitude, accuracy } = this.#fix;
    return { time, latitude, longitude, accuracy, distanceM: fence.distanceM(this.#fix) };
  }

  #judgeExit(version: FenceInForce, visit: Visit): void {
    const sighting = this.#see(version);
    if (sighting.distanceM <= 0) return this.#stay(version, visit);
    if (sighting.distanceM <= exitDistanceM(sighting.accuracy, version.fence.sizeM)) {
      // Neither here nor there: an earlier sign of leaving stands, until it is too old to be one.
      const old = visit.leaving !== null && sighting.time - visit.leaving.time > SECOND_FIX_MS;
      if (old) this.#open.set(version.id, { ...visit, leaving: null });
      return;
    }
    const first = visit.leaving;
    if (first !== null || this.#sparse) {
      const fixes = first === null ? [sighting] : [first, sighting];
      const left = {
        rule: first === null ? 'sparse' : 'second-fix',
        fixes,
        confirmedAt: sighting.time,
      } as const;
      return this.#close(version, visit, fixes[0]?.time ?? sighting.time, left);
    }
    this.#open.set(version.id, { ...visit, leaving: sighting });
  }

  #stay(version: FenceInForce, visit: Visit): void {
    const { dwellS } = version;
    const stays = dwellS !== null && this.#fix.time - visit.since >= dwellS * 1000;
    const dwelt = visit.dwelt ?? (stays ? dwellS : null);
    if (visit.dwelt === null && dwelt !== null) this.#found.push(dwellFinding(version, visit, dwelt, null));
    const lastInside = this.#fix.time;
    this.#open.set(version.id, { ...visit, fence: toldOf(version), dwelt, lastInside, leaving: null });
  }

  #closeRemoved(visit: Visit): void {
    const left: Left = { rule: 'removed', fixes: [], confirmedAt: this.#fix.time };
    this.#close(visit.fence, visit, visit.lastInside, left);
  }

  #close(fence: VisitedFence, visit: Visit, at: number, left: Left): void {
    this.#open.delete(fence.id);
    this.#done.add(fence.id);
    this.#found.push(visitFinding(fence, visit, { at, left }));
    if (visit.dwelt !== null) this.#found.push(dwellFinding(fence, visit, visit.dwelt, at));
  }

  #pass(version: FenceInForce, last: Sighting): void {
    const { fence } = version;
    const depth = pathDepthM(fence.sizeM, last.accuracy, this.#fix.accuracy);
    const passage = fence
      .passages(last, this.#fix)
      .find(({ from, to, depthM }) => from > 0 && to < 1 && depthM >= depth);
    if (passage === undefined) return;
    const timeAt = (fraction: number): number => Math.round(last.time + fraction * this.#gapMs);
    const fixes = [{ ...last, distanceM: fence.distanceM(last) }, this.#see(version)];
    const evidence = { rule: 'path', fixes, confirmedAt: this.#fix.time } as const;
    const since = timeAt(passage.from);
    const visit = begin(version, { since, firstSighting: false, entered: evidence, lastInside: since });
    this.#done.add(version.id);
    this.#found.push(visitFinding(version, visit, { at: timeAt(passage.to), left: evidence }));
  }

  #judgeEnter(version: FenceInForce, sighting: Sighting): void {
    const { id } = version;
    const earlier = this.#begun.get(id);
    const first = earlier?.first ?? sighting;
    if (earlier === undefined && !this.#sparse) {
      this.#entering.set(id, { first, firstSighting: this.#isFirstSighting(version), against: 0 });
      return;
    }
    const fixes = earlier === undefined ? [sighting] : [first, sighting];
    const visit = begin(version, {
      since: first.time,
      firstSighting: earlier?.firstSighting ?? this.#isFirstSighting(version),
      entered: { rule: earlier === undefined ? 'sparse' : 'second-fix', fixes, confirmedAt: sighting.time },
      lastInside: sighting.time,
    });
    this.#open.set(id, visit);
    this.#found.push(visitFinding(version, visit, null));
    this.#stay(version, visit);
  }

  #isFull(): boolean {
    return this.#open.size + this.#entering.size >= MOST_OPEN;
  }

  /** The vehicle was never seen before, or the fence was not there (or not like this) when it was. */
  #isFirstSighting({ from }: FenceInForce): boolean {
    return this.#before.last === null || this.#before.last.time < from;
  }

  /** What was inside once and is not confirmed by this fix. */
  #keepEntering(): void {
    for (const [id, entering] of this.#begun) {
      if (this.#open.has(id) || this.#entering.has(id)) continue;
      if (this.#isFull()) return;
      const { first } = entering;
      const version = this.#fences.at(id, this.#fix.time);
      if (version === undefined) continue;
      const against = entering.against + 1;
      const undisputed = against === 1 && this.#fix.time - first.time >= CONFIRM_MS;
      if (undisputed && version.from <= first.time) this.#passedBy(version, entering);
      else if (against <= MOST_AGAINST) this.#entering.set(id, { ...entering, against });
    }
  }

  /** One fix inside, and for long enough none that said otherwise: it was there, and may be gone again by now. */
  #passedBy(version: FenceInForce, { first, firstSighting }: Entering): void {
    const visit = begin(version, {
      since: first.time,
      firstSighting,
      entered: { rule: 'time', fixes: [first], confirmedAt: this.#fix.time },
      lastInside: first.time,
    });
    this.#open.set(version.id, visit);
    this.#found.push(visitFinding(version, visit, null));
    this.#judgeExit(version, visit);
  }
}

function begin(
  version: FenceInForce,
  begun: Pick<Visit, 'since' | 'firstSighting' | 'entered' | 'lastInside'>,
): Visit {
  return { ...begun, fence: toldOf(version), leaving: null, dwelt: null };
}

/** Without the points of its shape: a checkpoint stays small. */
function toldOf({ id, name, shape }: FenceInForce): VisitedFence {
  return {
    id,
    name,
    shape: shape.type === 'circle' ? { type: shape.type, radiusM: shape.radiusM } : { type: shape.type },
  };
}
