import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { freshDatabase } from '../../../../../test/fixtures/database.ts';
import { PgDatabase } from '../../../src/adapters/postgres/pg-database.ts';
import { PostgresTenants } from '../../../src/adapters/postgres/postgres-tenants.ts';
import { registrySuite } from '../../../src/conformance/registry-suite.ts';
import { SUITE_LIMITS, tenantsSuite } from '../../../src/conformance/tenants-suite.ts';
import { systemClock } from '../../../src/ports/clock.ts';
import { createManualClock } from '../../manual-clock.ts';
import { openStore, quiet } from './stores.ts';

async function opened(where: { url: string } | { dataDir: string }) {
  const store = await openStore(where);
  return {
    registry: store.registry,
    tenants: () => store.tenants(SUITE_LIMITS),
    close: () => store.close(),
  };
}

const embedded = () => opened({ dataDir: 'memory' });
const server = async () => opened({ url: await freshDatabase() });

registrySuite('embedded', embedded);
registrySuite('PostgreSQL', server);
tenantsSuite('embedded', embedded);
tenantsSuite('PostgreSQL', server);

describe('the table of tenants', () => {
  it('[T2] holds limits that an operator writes by hand; servers notice within 10 s, and go on without it', async () => {
    const url = await freshDatabase();
    const store = await openStore({ url });
    const clock = createManualClock(1_000_000);
    const database = new PgDatabase({ url, log: quiet, clock: systemClock });
    const tenants = new PostgresTenants(database, clock, SUITE_LIMITS);
    const tenant = `t-${randomUUID()}`;
    expect(await tenants.settings(tenant)).toMatchObject({ maxVehicles: 11 });
    const limits = { maxVehicles: 3, maxDrivers: -1, maxGroups: 'many', maxWings: 2 };
    await database.query({ text: 'insert into tenants (tenant_id, limits) values ($1, $2::jsonb)' }, [
      tenant,
      JSON.stringify(limits),
    ]);
    expect(await tenants.settings(tenant)).toMatchObject({ maxVehicles: 11 });
    clock.advance(10_000);
    const settings = { timeZone: 'UTC', speedLimitMps: null, ...SUITE_LIMITS, maxVehicles: 3 };
    expect(await tenants.settings(tenant)).toEqual(settings);
    expect(await tenants.change(tenant, { timeZone: 'Europe/Dublin' })).toMatchObject({ maxVehicles: 3 });
    await database.close();
    clock.advance(10_000);
    expect(await tenants.settings(tenant)).toMatchObject({ timeZone: 'Europe/Dublin' });
    await expect(tenants.settings('never-asked-before')).rejects.toThrow();
    await store.close();
  });
});
