import { expect, it, vi } from 'vitest';
import type { Session } from '../kernel/session.ts';
import type { Bench } from './transport-bench.ts';
import { fixOf, isUpdateOf, sessionsOf, timeOf, timesOf, turn } from './transport-facts.ts';

const FILLER = 'x'.repeat(60_000);
/** More than the buffers of a local connection hold, all together. */
const MAX_FILLERS = 1_000;

/** How connections fall behind and end. */
export function endingRules(bench: Bench): void {
  const { abilities, keep } = bench;
  const follow = async (tenant: string, ...topics: string[]) =>
    keep(bench.subject().follow({ token: await bench.dispatcherToken(tenant), topics }));

  it('T28 [P45] [P46] announces that a token expires, and ends the connection when it does', async () => {
    const tenant = bench.tenant();
    const token = await bench.subject().token({ tenant, subject: 'd', roles: ['dispatcher'], ttlS: 2 });
    const client = await keep(bench.subject().follow({ token, topics: ['fleet'] }));
    const { data } = await client.until(({ event }) => event === 'token:expiring');
    expect(Date.parse(String(data.expiresAt))).toBeGreaterThan(0);
    await expect(client.ended).resolves.toEqual({ code: 'unauthenticated', retries: false });
    expect(sessionsOf(bench.subject(), tenant)).toEqual([]);
  });

  if (abilities.commands) {
    it('T29 [P45] lets a connection live on with a renewed token', async () => {
      const tenant = bench.tenant();
      const token = await bench
        .subject()
        .token({ tenant, subject: 'dispatcher-1', roles: ['dispatcher'], ttlS: 2 });
      const client = await keep(bench.subject().connect({ token }));
      const { data } = await client.until(({ event }) => event === 'token:expiring');
      await expect(
        client.ask('authenticate', { token: await bench.dispatcherToken(tenant) }),
      ).resolves.toMatchObject({ ok: true });
      await vi.waitUntil(() => Date.now() > Date.parse(String(data.expiresAt)) + 100, { timeout: 10_000 });
      await expect(client.ask('heartbeat')).resolves.toMatchObject({ ok: true });
    });
  }

  it('T30 [P52] forgets a client that has gone', async () => {
    const tenant = bench.tenant();
    const client = await follow(tenant, 'vehicle:bus-1');
    expect(sessionsOf(bench.subject(), tenant)).toHaveLength(1);
    await client.close();
    await vi.waitUntil(() => sessionsOf(bench.subject(), tenant).length === 0, { timeout: 10_000 });
  });

  it('T31 [P48] says that the server moves before it ends the connection, in a way that clients come back from', async () => {
    const tenant = bench.tenant();
    const client = await follow(tenant, 'fleet');
    for (const session of sessionsOf(bench.subject(), tenant))
      bench.subject().sessions.close(session, 'server_moving');
    await expect(client.ended).resolves.toEqual({ code: 'server_moving', retries: true });
  });

  if (!abilities.pausable) return;

  it('T32 [P22] gives a slow reader fewer positions, never older ones, and the newest in the end', async () => {
    const tenant = bench.tenant();
    const client = await follow(tenant, 'vehicle:bus-1', 'drivers');
    const session = onlySession(sessionsOf(bench.subject(), tenant));
    client.pause();
    await fillUntil(bench, tenant, () => session.outbox.congested);
    for (let n = 1; n <= 200; n++) await bench.subject().report(tenant, fixOf('bus-1', n));
    client.resume();
    await client.until(isUpdateOf('bus-1', timeOf(200)));
    const times = timesOf(client.received, 'bus-1');
    expect(times).toEqual([...times].sort());
    expect(times.length).toBeLessThan(200);
    expect(session.phase.name).toBe('open');
  });

  it('T33 [P51] ends a reader that falls too far behind on a log, which can come back for the rest', async () => {
    const tenant = bench.tenant();
    const client = await follow(tenant, 'drivers');
    const session = onlySession(sessionsOf(bench.subject(), tenant));
    client.pause();
    await fillUntil(bench, tenant, () => session.phase.name === 'closed');
    expect(session.phase.name).toBe('closed');
    client.resume();
    await expect(client.ended).resolves.toMatchObject({ retries: true });
    const offsets = client.received
      .filter(({ event }) => event === 'message')
      .map(({ data }) => Number(data.offset));
    expect(offsets).toEqual(offsets.map((_, index) => index + 1));
  });
}

/** Sends large messages to the drivers until the condition holds. */
async function fillUntil(bench: Bench, tenant: string, done: () => boolean): Promise<void> {
  for (let n = 0; n < MAX_FILLERS && !done(); n++) {
    await bench
      .subject()
      .live.append({ tenant, family: 'drivers', id: '' }, 'message', { type: 'filler', text: FILLER });
    await turn();
  }
  expect(done()).toBe(true);
}

function onlySession(sessions: readonly Session[]): Session {
  const [session] = sessions;
  if (session === undefined || sessions.length !== 1)
    throw new Error(`expected one session, found ${sessions.length}`);
  return session;
}
