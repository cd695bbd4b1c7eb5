import { ERRORS } from '@waycast/contract';
import { expect, it, vi } from 'vitest';
import type { Bench } from './transport-bench.ts';
import { fixOf, isUpdateOf, sessionsOf } from './transport-facts.ts';

/** Who gets in, how, and what of. */
export function identityRules(bench: Bench): void {
  const { abilities, keep } = bench;

  it('T1 [P11] lets a client in with the token of its handshake', async () => {
    const tenant = bench.tenant();
    await bench.subject().report(tenant, fixOf('bus-1', 1));
    const client = await keep(
      bench.subject().follow({ token: await bench.dispatcherToken(tenant), topics: ['vehicle:bus-1'] }),
    );
    await client.until(isUpdateOf('bus-1'));
    expect(sessionsOf(bench.subject(), tenant)).toHaveLength(1);
  });

  it.each([
    ['that is no token', async () => 'not-a-token'],
    [
      'that has expired',
      () => bench.subject().token({ tenant: bench.tenant(), subject: 's', roles: ['admin'], ttlS: -3600 }),
    ],
    ['that was tampered with', async () => `${await bench.dispatcherToken(bench.tenant())}x`],
  ])('T2 [P11] refuses a token %s with unauthenticated', async (_what, token) => {
    const before = bench.subject().sessions.all.size;
    const client = await keep(
      abilities.commands
        ? bench.subject().connect({ token: await token() })
        : bench.subject().follow({ token: await token(), topics: ['fleet'] }),
    );
    await expect(client.ended).resolves.toEqual({ code: 'unauthenticated', retries: false });
    await vi.waitUntil(() => bench.subject().sessions.all.size <= before, { timeout: 10_000 });
  });

  it("T3 [P14] hides what is another tenant's, and what was not granted, as if absent", async () => {
    const tenant = bench.tenant();
    await bench.subject().report(tenant, fixOf('bus-1', 1));
    const stranger = {
      tenant: bench.tenant(),
      subject: 'viewer-1',
      roles: ['viewer'] as const,
      vehicles: ['bus-1'],
    };
    const follower = await keep(
      bench.subject().follow({ token: await bench.subject().token(stranger), topics: ['vehicle:bus-1'] }),
    );
    await bench.subject().report(stranger.tenant, fixOf('bus-1', 2, { latitude: 9 }));
    expect((await follower.until(isUpdateOf('bus-1'))).data.latitude).toBe(9);

    const ungranted = await bench
      .subject()
      .token({ tenant, subject: 'viewer-2', roles: ['viewer'], vehicles: ['bus-2'] });
    const refused = await keep(bench.subject().follow({ token: ungranted, topics: ['vehicle:bus-1'] }));
    await expect(refused.ended).resolves.toMatchObject({ code: 'not_found' });
  });

  it('T4 [P27] sends each role its announcements without being asked', async () => {
    const tenant = bench.tenant();
    const driver = await bench
      .subject()
      .token({ tenant, subject: 'driver-1', roles: ['driver'], vehicles: ['bus-1'] });
    const client = await keep(bench.subject().follow({ token: driver, topics: ['vehicle:bus-1'] }));
    await bench.subject().live.append({ tenant, family: 'users', id: '' }, 'message', { type: 'for_users' });
    await bench.subject().live.append({ tenant, family: 'drivers', id: '' }, 'message', {
      type: 'new_order',
      order: { id: 'o-1' },
    });
    const { data } = await client.until(({ event }) => event === 'message');
    expect(data).toMatchObject({ type: 'new_order', order: { id: 'o-1' }, offset: 1 });
  });

  if (!abilities.lateToken) return;

  it('T5 [P12] lets a client authenticate after it has connected; until then every other command is refused', async () => {
    const client = await keep(bench.subject().connect({}));
    const early = await client.ask('heartbeat');
    expect(early).toMatchObject({ ok: false, error: { code: 'unauthenticated' } });
    const tenant = bench.tenant();
    const ack = await client.ask('authenticate', { token: await bench.dispatcherToken(tenant) });
    expect(ack).toMatchObject({ ok: true, subject: 'dispatcher-1' });
    expect(Date.parse(String(ack.expiresAt))).toBeGreaterThan(Date.now());
    await expect(client.ask('heartbeat')).resolves.toMatchObject({ ok: true });
  });

  it('T6 [P12] keeps commands that are sent while the token is judged, and answers them in order', async () => {
    const client = await keep(bench.subject().connect({}));
    const token = await bench.dispatcherToken(bench.tenant());
    const acks = await Promise.all([
      client.ask('authenticate', { token }),
      client.ask('track:vehicle', { vehicleId: 'bus-1' }),
      client.ask('heartbeat'),
    ]);
    expect(acks.map(({ ok }) => ok)).toEqual([true, true, true]);
  });

  it('T7 [P12] closes a client that does not authenticate in time', async () => {
    const client = await keep(bench.subject().connect({}));
    await expect(client.ended).resolves.toMatchObject({ code: 'timeout', retries: ERRORS.timeout.retry });
  });

  it('T8 refuses a bad token in authenticate, and lets the client try again', async () => {
    const client = await keep(bench.subject().connect({}));
    await expect(client.ask('authenticate', { token: 'x' })).resolves.toMatchObject({
      ok: false,
      error: { code: 'unauthenticated' },
    });
    await expect(
      client.ask('authenticate', { token: await bench.dispatcherToken(bench.tenant()) }),
    ).resolves.toMatchObject({ ok: true });
  });
}
