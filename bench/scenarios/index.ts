import type { Scenario } from '../scenario.ts';
import { fanOutPaced, fanOutSaturated, fanOutWide } from './fan-out.ts';
import { generator } from './generator.ts';

/** In the order in which they are measured and reported. */
export const SCENARIOS: readonly Scenario[] = [generator, fanOutSaturated, fanOutPaced, fanOutWide];
