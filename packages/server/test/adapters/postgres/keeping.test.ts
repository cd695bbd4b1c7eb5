import { vi } from 'vitest';
import { aggregatesSuite } from '../../../src/conformance/aggregates-suite.ts';
import { keepingSuite } from '../../../src/conformance/keeping-suite.ts';
import { keepingSubject } from './keeping-subject.ts';
import { levels } from './levels.ts';

vi.setConfig({ testTimeout: 120_000 });

// The same answers, whatever the history is stored in.
for (const { name, open, apacheOnly } of levels) {
  let opened: ReturnType<typeof keepingSubject> | undefined;
  const subject = () => (opened ??= open().then((database) => keepingSubject(database, apacheOnly)));
  // The second closes what both look at.
  aggregatesSuite(name, async () =>
    Object.create(await subject(), { close: { value: async () => undefined } }),
  );
  keepingSuite(name, subject);
}
