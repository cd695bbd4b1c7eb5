import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freshDatabase } from '../../../../../test/fixtures/database.ts';
import type { PostgresStore } from '../../../src/adapters/postgres/open-postgres.ts';
import { peopleSuite } from '../../../src/conformance/people-suite.ts';
import { planStoreSuite } from '../../../src/conformance/plan-store-suite.ts';
import { tripVisitsSuite } from '../../../src/conformance/trip-visits-suite.ts';
import type { AlertDraft } from '../../../src/ports/alerts.ts';
import { openStore } from './stores.ts';

// One database of each kind for all suites: starting one takes longer than they do.
describe.each([
  ['embedded', async () => ({ dataDir: 'memory' })],
  ['PostgreSQL', async () => ({ url: await freshDatabase() })],
] as const)('school on %s', (name, where) => {
  let store: PostgresStore;
  beforeAll(async () => {
    store = await openStore(await where());
  });
  afterAll(() => store?.close());

  tripVisitsSuite(name, () => store.tripVisits);
  planStoreSuite(name, () => store.schoolPlans);
  peopleSuite(name, () => ({ ...store.people, trips: store.trips }));

  it('nothing that is made of a child at the moment of its erasure survives it', async () => {
    const tenant = 'erasing';
    const { students, guardians } = store.people;
    const ids = Array.from({ length: 12 }, (_, n) => `s-${n}`);
    const write = { ids, scheduleIds: [], cardIds: [] };
    const fields = { name: 'A', grade: null, note: null, cardIds: [], rides: [] };
    const guardian = { guardianId: 'mum', relation: null };
    await students.write(tenant, write, () => ids.map(() => ({ ...fields, guardians: [guardian] })), false);
    const erasure = { vehicleId: null, tripId: null, studentId: null, via: 'role' } as const;
    const note = { tenant, at: 1, subjectId: 'root', roles: [], action: 'erase:student', ...erasure };
    await Promise.all(
      ids.flatMap((studentId) => [
        guardians.decide(noticeOf(tenant, studentId)),
        store.alerts.put([alertOf(tenant, studentId)]),
        students.erase(tenant, studentId, note),
        guardians.decide({ ...noticeOf(tenant, studentId), kind: 'missing' }),
        store.alerts.put([alertOf(tenant, studentId, 'again')]),
      ]),
    );
    expect(await guardians.notices(tenant, {}, 99)).toEqual([]);
    const only = { vehicleId: undefined, kind: undefined };
    expect(await store.alerts.alerts(tenant, only, { before: undefined, limit: 99 })).toEqual([]);
  });
});

function noticeOf(tenant: string, studentId: string) {
  const about = { tenant, tripId: 't', studentId, guardianId: 'mum', kind: 'boarded' } as const;
  return { ...about, decidedAt: 1, sent: false, reason: 'late', evidence: {} };
}

function alertOf(tenant: string, studentId: string, more = 'once'): AlertDraft {
  const at = new Date(1).toISOString();
  const key = `${studentId}-${more}`;
  const alert: AlertDraft['alert'] = {
    kind: 'missing_child',
    ...{ alertId: key, vehicleId: 'bus-7', ruleId: 'rule', at, createdAt: at },
    ...{ late: false, suppressed: null, summary: 'missing', explanation: { evidence: { studentId } } },
  };
  return { tenant, alert, eventKey: key, webhooks: 'all', push: false };
}
