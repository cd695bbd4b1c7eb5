import { ERRORS, WaycastError } from '@waycast/contract';
import { afterEach, describe, expect, it } from 'vitest';
import { RecordedSocket } from '../../src/conformance/recorded-socket.ts';
import { closeOf } from '../../src/kernel/session.ts';
import { createKernelRig, endOfTurn, type KernelRig, type RigOptions } from './kernel-rig.ts';

const rigs: KernelRig[] = [];

function open(options: RigOptions = {}): KernelRig {
  const rig = createKernelRig(options);
  rigs.push(rig);
  return rig;
}

afterEach(async () => {
  for (const rig of rigs.splice(0)) await rig.close();
});

function announcement(says: string) {
  return { type: 'news', says };
}

describe('session', () => {
  it('[P12] is closed when it does not authenticate in time', () => {
    const { clock, connect, core, metrics } = open();
    const client = connect();
    clock.advance(9_999);
    expect([client.socket.closed, core.sessions.all.size, metrics.total('connected websocket')]).toEqual([
      undefined,
      1,
      1,
    ]);
    clock.advance(1);
    expect(client.socket.closed).toEqual({ closeCode: 4408, reason: 'timeout' });
    expect([core.sessions.all.size, clock.waiting, metrics.total('connected websocket')]).toEqual([0, 0, 0]);
  });

  it('[P12] stays once it has authenticated', async () => {
    const rig = open();
    const client = await rig.client();
    rig.clock.advance(60_000);
    expect([client.socket.closed, client.session.subject?.id]).toEqual([undefined, 'ann']);
  });

  it('[P12] may try again after a refused token, within its time', async () => {
    const { clock, connect, token } = open();
    const client = connect();
    expect(await client.verdict('authenticate', { token: 'nonsense' })).toBe('unauthenticated');
    expect(await client.verdict('authenticate', { token: await token({}) })).toBe('ok');
    clock.advance(20_000);
    expect(client.socket.closed).toBeUndefined();
  });

  it('[P45] [P46] is told a minute before its token expires, and closed when it does', async () => {
    const rig = open();
    const client = await rig.client({ ttlS: 600 });
    rig.clock.advance(600_000 - 60_000 - 2000);
    expect(await client.events()).toEqual([]);
    rig.clock.advance(2000);
    expect(await client.events()).toMatchObject([
      { event: 'token:expiring', expiresAt: expect.stringMatching(/Z$/) },
    ]);
    rig.clock.advance(60_000);
    expect(client.socket.closed).toEqual({ closeCode: 4401, reason: 'unauthenticated' });
    expect(rig.clock.waiting).toBeLessThanOrEqual(1);
  });

  it('[P45] keeps its follows through a renewal, and the old expiry is forgotten', async () => {
    const rig = open();
    const client = await rig.client({ ttlS: 100 });
    await client.ask('track:vehicle', { vehicleId: 'bus-7' });
    await client.ask('authenticate', { token: await rig.token({ ttlS: 7200 }) });
    rig.clock.advance(200_000);
    await rig.live.append({ tenant: 'acme', family: 'geofence', id: 'bus-7' }, 'geofence:alert', {
      says: 'alert',
    });
    expect((await client.events()).map(({ event }) => event)).toEqual(['geofence:alert']);
    expect(client.socket.closed).toBeUndefined();
  });

  it('[P47] refuses the token of another subject or tenant, and goes on as before', async () => {
    const rig = open();
    const client = await rig.client();
    for (const other of [{ subject: 'bob' }, { tenant: 'other' }]) {
      expect(await client.verdict('authenticate', { token: await rig.token(other) })).toBe('conflict');
    }
    expect([client.session.subject?.id, client.session.subject?.tenant]).toEqual(['ann', 'acme']);
    expect(await client.verdict('heartbeat')).toBe('ok');
  });

  it('[P17] loses on renewal what the new token no longer covers', async () => {
    const rig = open();
    const client = await rig.client({ roles: ['viewer'], vehicles: ['bus-7', 'bus-8'] });
    for (const vehicleId of ['bus-7', 'bus-8']) await client.ask('track:vehicle', { vehicleId });
    await client.ask('authenticate', { token: await rig.token({ roles: ['viewer'], vehicles: ['bus-8'] }) });
    const followed = [...client.session.follows].map(({ topic }) => `${topic.family}:${topic.id}`);
    expect(followed.sort()).toEqual(['geofence:bus-8', 'users:', 'vehicle:bus-8']);
  });

  it('[P17] loses the fleet on renewal as a lesser role', async () => {
    const rig = open();
    const client = await rig.client();
    await client.ask('track:fleet');
    await client.ask('authenticate', { token: await rig.token({ roles: ['viewer'] }) });
    expect(client.session.fleet).toBeUndefined();
  });

  it('[P17] loses a revoked grant at once when rechecked, and keeps what is its own', async () => {
    const rig = open();
    await rig.grants.put('acme', { subject: 'eve', vehicleId: 'bus-7' });
    const [eve, again] = [
      await rig.client({ subject: 'eve', roles: ['viewer'], vehicles: ['own'] }),
      await rig.client({ subject: 'eve', roles: ['viewer'] }),
    ];
    await eve.ask('track:vehicle', { vehicleId: 'bus-7' });
    await eve.ask('track:vehicle', { vehicleId: 'own' });
    await again.ask('track:vehicle', { vehicleId: 'bus-7' });
    await rig.grants.remove('acme', 'eve', 'bus-7');
    await rig.core.sessions.recheck('acme', 'eve');
    await rig.core.sessions.recheck('acme', 'nobody');
    await rig.live.append({ tenant: 'acme', family: 'geofence', id: 'bus-7' }, 'geofence:alert', {
      says: 'secret',
    });
    expect([await eve.events(), await again.events()]).toEqual([[], []]);
    expect([eve.session.followCount, again.session.followCount]).toEqual([3, 1]);
  });

  it.each([
    [['driver'], 'drivers', 'users'],
    [['driver', 'admin'], 'drivers', 'users'],
    [['viewer'], 'users', 'drivers'],
    [['admin'], 'users', 'drivers'],
    [['dispatcher'], 'users', 'drivers'],
    [['agent'], 'users', 'drivers'],
    [['customer'], 'users', 'drivers'],
  ] as const)('[P27] follows the announcements of its role without asking: %j', async (roles, own, other) => {
    const rig = open();
    const client = await rig.client({ roles });
    await rig.live.append({ tenant: 'acme', family: other, id: '' }, 'message', announcement('not for you'));
    await rig.live.append(
      { tenant: 'other', family: own, id: '' },
      'message',
      announcement('not for your tenant'),
    );
    await rig.live.append({ tenant: 'acme', family: own, id: '' }, 'message', announcement('for you'));
    expect(await client.events()).toMatchObject([{ event: 'news', says: 'for you', offset: 1 }]);
  });

  it('[P27] follows the announcements of its new role after a renewal', async () => {
    const rig = open();
    const client = await rig.client({ roles: ['driver'] });
    await client.ask('authenticate', { token: await rig.token({ roles: ['viewer'] }) });
    await rig.live.append(
      { tenant: 'acme', family: 'drivers', id: '' },
      'message',
      announcement('to drivers'),
    );
    await rig.live.append({ tenant: 'acme', family: 'users', id: '' }, 'message', announcement('to users'));
    expect(await client.events()).toMatchObject([{ says: 'to users' }]);
  });

  it('[P51] is closed with a code to come back with when it reads too slowly for a log', async () => {
    const rig = open();
    const client = await rig.client({}, new RecordedSocket());
    client.socket.full = true;
    for (let index = 0; index < 1001; index++)
      await rig.live.append({ tenant: 'acme', family: 'users', id: '' }, 'message', announcement('x'));
    expect(client.socket.closed).toEqual({ closeCode: 4450, reason: 'slow_consumer' });
    expect([
      rig.core.sessions.all.size,
      client.session.followCount,
      rig.metrics.total('dropped overflow'),
    ]).toEqual([0, 0, 1001]);
  });

  it('writes what is pending before it closes', async () => {
    const rig = open();
    const client = await rig.client();
    await rig.live.append({ tenant: 'acme', family: 'users', id: '' }, 'message', announcement('last words'));
    rig.core.sessions.close(client.session, 'forbidden');
    rig.core.sessions.close(client.session, 'internal');
    expect(client.socket.events).toHaveLength(1);
    expect(client.socket.closed).toEqual({ closeCode: 4403, reason: 'forbidden' });
  });

  it('[P52] leaves nothing behind when its connection is gone', async () => {
    const rig = open();
    const clients = [await rig.client(), await rig.client()];
    for (const client of clients) {
      await client.ask('track:vehicle', { vehicleId: 'bus-7' });
      await client.ask('track:fleet');
    }
    for (const client of clients) rig.core.sessions.gone(client.session);
    for (const client of clients) rig.core.sessions.gone(client.session);
    rig.clock.advance(5_000);
    await endOfTurn();
    expect([
      rig.core.hub.topics,
      rig.clock.waiting,
      rig.core.sessions.all.size,
      rig.metrics.total('connected websocket'),
    ]).toEqual([0, 0, 0, 0]);
  });

  it.each(['verify', 'grants', 'subscribe', 'read'] as const)(
    'follows nothing when its connection goes while it waits for %s',
    async (waitingFor) => {
      const rig = open();
      await rig.grants.put('acme', { subject: 'eve', vehicleId: 'bus-7' });
      const client =
        waitingFor === 'verify' ? rig.connect() : await rig.client({ subject: 'eve', roles: ['viewer'] });
      const asked =
        waitingFor === 'verify'
          ? client.verdict('authenticate', { token: await rig.token({}) })
          : client.verdict('track:vehicle', { vehicleId: 'bus-7' });
      const turns = { verify: 0, grants: 0, subscribe: 3, read: 6 }[waitingFor];
      for (let turn = 0; turn < turns; turn++) await Promise.resolve();
      rig.core.sessions.gone(client.session);
      await asked;
      rig.clock.advance(5_000);
      await endOfTurn();
      expect([client.session.followCount, rig.core.hub.topics, rig.clock.waiting]).toEqual([0, 0, 0]);
    },
  );
});

it('every error of the catalogue ends a session with a close code of the catalogue', () => {
  for (const code of Object.keys(ERRORS) as (keyof typeof ERRORS)[]) {
    const { closeCode, reason } = closeOf(code);
    expect([closeCode >= 4400 && closeCode < 4600, reason]).toEqual([true, code]);
  }
  expect(closeOf('not_found').closeCode).toBe(ERRORS.internal.closeCode);
  expect(new WaycastError('conflict', 'x').toWire('r1')).toEqual({
    code: 'conflict',
    message: 'x',
    requestId: 'r1',
  });
});
