import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, it } from 'vitest';
import { freshDatabase } from '../../../../test/fixtures/database.ts';
import { exited, waitForLine } from '../../../../test/fixtures/processes.ts';
import { until } from '../../../../test/fixtures/until.ts';
import { openStore } from '../adapters/postgres/stores.ts';
import { createOutbox } from './outbox.ts';
import { startReceiver } from './receiver.ts';
import { happened, makeRule, makeWebhook, openRig } from './rig.ts';

const PROGRAM = fileURLToPath(new URL('./delivering-server.ts', import.meta.url));
const children: ChildProcess[] = [];

afterEach(async () => {
  for (const child of children.splice(0)) {
    child.kill('SIGKILL');
    await exited(child);
  }
});

it('what a killed server was delivering is delivered by another one, once its claim has ended', async () => {
  const url = await freshDatabase();
  const store = await openStore({ url });
  const there = await startReceiver((n) => (n === 1 ? 'hang' : 204));
  const child = spawn(process.execPath, ['--conditions=waycast-source', PROGRAM, url], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  await waitForLine(child, /delivering/);
  const outbox = createOutbox();
  // Makes the alert, and leaves the delivering to the other one.
  const maker = openRig({ store, events: outbox });
  await makeWebhook(maker, there.url);
  await maker.close();
  await makeRule(store);
  const { draftOf } = await import('../../src/modules/alerts/judge.ts');
  const { occurrencesOf } = await import('../../src/modules/alerts/occurrence.ts');
  const [occurrence] = occurrencesOf({ ...happened('bus-1'), id: 1 });
  const [rule] = await store.alerts.rules('default');
  const draft =
    rule &&
    occurrence &&
    draftOf(rule, occurrence, {
      now: Date.now(),
      timeZone: 'UTC',
      groups: new Set(),
      freshnessMs: 900_000,
      offlineAfterMs: 60_000,
    });
  await store.alerts.put(draft === undefined ? [] : [draft]);
  await there.atLeast(1);
  child.kill('SIGKILL');
  await exited(child);
  const heir = openRig({ store, events: outbox });
  const received = await there.atLeast(2);
  expect(received[1]?.headers['webhook-id']).toBe(received[0]?.headers['webhook-id']);
  const page = { limit: 5, before: undefined };
  await until('it is noted', async () => {
    const [one] = await store.alerts.deliveries(
      'default',
      { state: 'delivered', webhookId: undefined },
      page,
    );
    return one?.attempts === 1;
  });
  expect(there.received).toHaveLength(2);
  await heir.close();
  await store.close();
  await there.close();
});
