import { z } from 'zod';

const figure = z.number().optional();

const measurement = z.object({
  rate: figure,
  perCpuSecond: figure,
  p50Ms: figure,
  p99Ms: figure,
  serverBusy: figure,
  generatorBusy: figure,
  extra: z.record(z.string(), z.number()).optional(),
});

const contenderResult = z.object({
  contender: z.string(),
  /** One a round; null where it failed. */
  measurements: z.array(measurement.nullable()),
  /** Cores that other programs of the machine took meanwhile, one a round. */
  othersBusy: z.array(z.number()),
  /** What went wrong, once each. */
  failures: z.array(z.string()),
});

/** What a scenario gave, as it is saved: enough to write its part of the report. */
export const scenarioResult = z.object({
  scenario: z.string(),
  startedAt: z.iso.datetime(),
  tookSeconds: z.number(),
  rounds: z.number(),
  /** That a contender was measured for. */
  seconds: z.number(),
  contenders: z.array(contenderResult),
  /** Contenders whose programs are missing, and the commands that bring them. */
  leftOut: z.array(z.object({ contender: z.string(), needs: z.string() })),
});

export type ContenderResult = z.infer<typeof contenderResult>;
export type ScenarioResult = z.infer<typeof scenarioResult>;

/** A figure by its name: those of `Measurement`, then those of its `extra`. */
export function figureOf(
  of: ContenderResult['measurements'][number] | undefined,
  name: string,
): number | undefined {
  if (!of) return undefined;
  switch (name) {
    case 'rate':
    case 'perCpuSecond':
    case 'p50Ms':
    case 'p99Ms':
    case 'serverBusy':
    case 'generatorBusy':
      return of[name];
    default:
      return of.extra?.[name];
  }
}
