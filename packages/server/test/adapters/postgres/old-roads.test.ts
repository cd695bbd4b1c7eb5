import { afterAll, beforeAll, expect, it } from 'vitest';
import { freshDatabase } from '../../../../../test/fixtures/database.ts';
import type { PostgresStore } from '../../../src/adapters/postgres/open-postgres.ts';
import { PgDatabase } from '../../../src/adapters/postgres/pg-database.ts';
import { roadsStep } from '../../../src/adapters/postgres/upkeep/roads-step.ts';
import { sampleObservation } from '../../../src/conformance/road-samples.ts';
import { systemClock } from '../../../src/ports/clock.ts';
import { openStore, quiet } from './stores.ts';

const DAY_MS = 86_400_000;

let store: PostgresStore;
let database: PgDatabase;
beforeAll(async () => {
  const url = await freshDatabase();
  store = await openStore({ url });
  database = new PgDatabase({ url, log: quiet, clock: systemClock });
});
afterAll(async () => {
  await database?.close();
  await store?.close();
});

it('observations go after their time, hazards 30 days after their end, and what is known of roads stays', async () => {
  const now = Date.now();
  await store.observations.store([sampleObservation('t', 0), sampleObservation('t', 1)]);
  await database.exec(`update observations set received_at = now() - interval '31 days' where time < to_timestamp(${sampleObservation('t', 1).time / 1000});
    update road_traces set due_at = 'infinity';
    insert into road_segments (tenant_id, segment_id, length_m, line, bounds, region, quality, roughness)
      values ('t', 'a', 1, '[]', box(point(0, 0), point(1, 1)), 's00000', 'GOOD', 0.4)`);
  const hazard = {
    ...({
      tenant: 't',
      type: 'ICE',
      latitude: 1,
      note: null,
      region: 's00000',
      confirmations: 0,
      dismissals: 0,
    } as const),
    ...{ weight: 1, weighedAt: 0, reportedAt: 0, confirmedAt: 0, expiresAt: 0 },
  };
  for (const [hazardId, days] of [
    ['old', 31],
    ['ended', 29],
  ] as const) {
    const place = { hazardId, longitude: days };
    await store.hazards.report({ ...hazard, ...place }, 'anna', 1, (known) => ({
      ...known,
      expiresAt: now - days * DAY_MS,
    }));
  }
  const context = {
    database,
    now: () => now,
    saveIntervalMs: 0,
    retentionDays: 30,
    aggregateRetentionDays: 365,
  };
  const step = roadsStep(context as unknown as Parameters<typeof roadsStep>[0]);
  expect(await step.pass()).toEqual({ done: 2, more: false });
  expect(await store.observations.trace('t', 'phone-1', 0, now, 9)).toHaveLength(1);
  const rows = (text: string) => database.query({ text });
  expect(await rows('select hazard_id from hazards')).toEqual([{ hazard_id: 'ended' }]);
  expect(await rows('select hazard_id from hazard_votes')).toEqual([{ hazard_id: 'ended' }]);
  expect(await rows('select segment_id from road_segments')).toHaveLength(1);
  expect(await rows('select device_id from road_traces')).toEqual([]);
});
