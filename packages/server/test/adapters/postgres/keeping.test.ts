import { vi } from 'vitest';
import { aggregatesSuite } from '../../../src/conformance/aggregates-suite.ts';
import { keepingSuite } from '../../../src/conformance/keeping-suite.ts';
import { keepingSubject } from './keeping-subject.ts';
import { levels } from './levels.ts';

vi.setConfig({ testTimeout: 120_000 });

// The same answers, whatever the history is stored in.
for (const { name, open, apacheOnly } of levels) {
  aggregatesSuite(name, async () => keepingSubject(await open(), apacheOnly));
  keepingSuite(name, async () => keepingSubject(await open(), apacheOnly));
}
