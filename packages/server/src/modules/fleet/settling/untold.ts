import type { FindingKind } from '../../../ports/findings.ts';

/** Kinds that reports are made of, and nobody is told. */
export const UNTOLD: ReadonlySet<FindingKind> = new Set(['ignored', 'distance', 'tally']);
