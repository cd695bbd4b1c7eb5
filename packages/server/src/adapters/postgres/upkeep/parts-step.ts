import { alone, type StepContext, type UpkeepStep } from './step.ts';

const EVERY_MS = 3_600_000;

/** Makes room for the fixes of the coming days. */
export function partsStep({ database, parts }: StepContext): UpkeepStep {
  return {
    name: 'parts',
    everyMs: EVERY_MS,
    pass: () => alone(database, async (queries) => ({ done: await parts.prepare(queries), more: false })),
  };
}
