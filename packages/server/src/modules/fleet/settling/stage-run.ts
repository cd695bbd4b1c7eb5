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
  /** The same, where this is the stage at work. */
  stateOf<T>(stage: Stage<T>): T | undefined;
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
      // The same stage has states of the same type, which is more than the compiler can see.
      stateOf: <T>(asked: Stage<T>) => ((asked as unknown) === stage ? (state as unknown as T) : undefined),
    };
  };
  return { name: stage.name, start };
}
