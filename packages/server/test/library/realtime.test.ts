import { expect, onTestFinished, test } from 'vitest';
import { createMetrics } from '../../src/adapters/prometheus/metrics.ts';
import { type Closers, closeAll } from '../../src/closers.ts';
import { resolveConfig } from '../../src/config.ts';
import { createRecordedLog } from '../../src/conformance/recorded-log.ts';
import { systemClock } from '../../src/ports/clock.ts';
import { openRealtime } from '../../src/realtime.ts';

test('without Redis the log says so, once', async () => {
  const log = createRecordedLog();
  const metrics = createMetrics();
  const closers: Closers = [metrics.close];
  onTestFinished(() => closeAll(closers));
  const parts = { config: resolveConfig({}), serverId: 'one', clock: systemClock, log, metrics };
  expect((await openRealtime(parts, closers)).redis).toBeUndefined();
  expect(log.lines.map(({ message }) => message)).toEqual([
    expect.stringMatching(/^Redis is not configured/),
  ]);
});
