import type { Scenario } from '../scenario.ts';
import { generator } from './generator.ts';

/** In the order in which they are measured and reported. */
export const SCENARIOS: readonly Scenario[] = [generator];
