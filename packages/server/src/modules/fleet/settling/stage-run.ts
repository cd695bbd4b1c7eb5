import type { Fix } from '@waycast/contract';
import type { Finding } from '../../../ports/findings.ts';
import type { Stage, VehicleSetting } from './stage.ts';

/** A stage at work on one vehicle, whatever its state is. */
export interface StageRun {
  readonly name: string;
  step(fix: Fix, setting: VehicleSetting): readonly Finding[];
  interrupted(setting: VehicleSetting): readonly Finding[];
  grown(): readonly Finding[];
  /** As a checkpoint keeps it. */
  state(): unknown;
}

export interface StartStage {
  readonly name: string;
  /** Starts it from a checkpoint's state, or from the beginning where there is none or one of another shape. */
  start(stored: unknown): StageRun;
}

const NOTHING: readonly Finding[] = [];

export function startable<S>(stage: Stage<S>): StartStage {
  const start = (stored: unknown): StageRun => {
    const known = stored === undefined ? undefined : stage.shape.safeParse(stored);
    let state = known?.success === true ? known.data : stage.start();
    return {
      name: stage.name,
      step(fix, setting) {
        const next = stage.step(state, fix, setting);
        state = next.state;
        return next.found;
      },
      interrupted(setting) {
        const next = stage.interrupted?.(state, setting);
        if (next === undefined) return NOTHING;
        state = next.state;
        return next.found;
      },
      grown: () => stage.grown?.(state) ?? NOTHING,
      state: () => state,
    };
  };
  return { name: stage.name, start };
}
