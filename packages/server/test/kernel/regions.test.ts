import type { Hazard } from '@waycast/contract';
import { decodeGeohash, encodeGeohash } from '@waycast/geo';
import { afterEach, describe, expect, it } from 'vitest';
import { type Client, createKernelRig, endOfTurn, type KernelRig, type RigOptions } from './kernel-rig.ts';

// Two places in neighbouring cells.
const [HERE, CELL] = [{ latitude: 52.6638, longitude: -8.6267 }, 'gc3gee'];
const [THERE, NEXT] = [{ latitude: 52.68, longitude: -8.6267 }, 'gc3gew'];

const rigs: KernelRig[] = [];

function open(options: RigOptions = {}): KernelRig {
  const rig = createKernelRig(options);
  rigs.push(rig);
  return rig;
}

afterEach(async () => {
  for (const rig of rigs.splice(0)) await rig.close();
});

/** Lets a tick pass: counts are told, and are on their way to sockets. */
async function tick(rig: KernelRig): Promise<void> {
  rig.clock.advance(250);
  await endOfTurn();
}

/** What a client was told of regions: `cell members` each. */
async function told(client: Client): Promise<string[]> {
  const events = await client.events();
  return events.flatMap((event) =>
    event.event === 'region:update' && 'geohash' in event && 'members' in event
      ? [`${event.geohash} ${event.members}`]
      : [],
  );
}

const membersOf = async (rig: KernelRig, cell: string) => (await rig.presence.region('acme', cell)).members;

function followsOf({ session }: Client): string[] {
  return [...session.follows].flatMap(({ topic }) => (topic.family === 'region' ? [topic.id] : []));
}

describe('region:join', () => {
  it('[P61] answers with the members, itself included, and tells each change from then on', async () => {
    const rig = open();
    const [ann, bob] = [await rig.client(), await rig.client({ subject: 'bob', roles: ['customer'] })];
    expect(await ann.ask('region:join', { geohash: CELL })).toEqual({ members: 1 });
    expect(await bob.ask('region:join', { geohash: CELL })).toEqual({ members: 2 });
    expect([await told(ann), await told(bob)]).toEqual([[`${CELL} 1`], [`${CELL} 2`]]);
    await tick(rig);
    expect((await told(ann)).at(-1)).toBe(`${CELL} 2`);
    rig.core.sessions.gone(bob.session);
    await tick(rig);
    expect((await told(ann)).at(-1)).toBe(`${CELL} 1`);
  });

  it('[P61] takes the place of the region that was joined before', async () => {
    const rig = open();
    const client = await rig.client();
    await client.ask('region:join', { geohash: CELL });
    expect(await client.ask('region:join', { geohash: NEXT })).toEqual({ members: 1 });
    expect([await membersOf(rig, CELL), await membersOf(rig, NEXT), followsOf(client)]).toEqual([
      0,
      1,
      [NEXT],
    ]);
  });

  it('[P61] asked for several times at once, the last one holds', async () => {
    const rig = open();
    const client = await rig.client();
    const cells = [CELL, NEXT, 'gc3gex', CELL, NEXT];
    await Promise.all(cells.map((geohash) => client.ask('region:join', { geohash })));
    expect(followsOf(client)).toEqual([NEXT]);
    expect([await membersOf(rig, CELL), await membersOf(rig, NEXT), await membersOf(rig, 'gc3gex')]).toEqual([
      0, 1, 0,
    ]);
  });

  it.each(['', 'gc3ge', 'gc3geee', 'gc3gea', 'GC3GEE', 'gc3gi1', 7, null])(
    '[P64] refuses %j and says what it takes',
    async (geohash) => {
      const client = await open().client();
      const reply = await client.send('region:join', { geohash });
      expect(reply).toMatchObject({ ok: false, error: { code: 'invalid' } });
      if (typeof geohash !== 'string' || reply.ok) return;
      expect(reply.error.message).toContain('exactly 6 characters of the geohash alphabet');
      const topic = await client.send('subscribe', { topic: `region:${geohash}` });
      expect(topic).toMatchObject({
        ok: false,
        error: {
          code: 'invalid',
          message: expect.stringContaining('exactly 6 characters of the geohash alphabet'),
        },
      });
    },
  );

  it('keeps the region it was in when the application’s rule denies the new one', async () => {
    const authorize = (_subject: unknown, action: string, { id }: { id: string }) =>
      action === 'follow:region' && id === NEXT ? false : undefined;
    const rig = open({ ports: { authorize } });
    const client = await rig.client();
    await client.ask('region:join', { geohash: CELL });
    expect(await client.verdict('region:join', { geohash: NEXT })).toBe('not_found');
    expect([await membersOf(rig, CELL), await membersOf(rig, NEXT), followsOf(client)]).toEqual([
      1,
      0,
      [CELL],
    ]);
    // Where it is cannot be denied; following it can.
    expect(await client.verdict('heartbeat', THERE)).toBe('ok');
    expect([await membersOf(rig, CELL), await membersOf(rig, NEXT), followsOf(client)]).toEqual([0, 1, []]);
  });
});

describe('heartbeat', () => {
  it('[P62] with a position moves the membership and the follow, which tells the new count', async () => {
    const rig = open();
    const [client, left] = [await rig.client(), await rig.client({ subject: 'bob' })];
    for (const one of [client, left]) await one.ask('region:join', { geohash: CELL });
    await client.ask('heartbeat', THERE);
    expect([await membersOf(rig, CELL), await membersOf(rig, NEXT), followsOf(client)]).toEqual([
      1,
      1,
      [NEXT],
    ]);
    expect((await told(client)).at(-1)).toBe(`${NEXT} 1`);
    await tick(rig);
    expect((await told(left)).at(-1)).toBe(`${CELL} 1`);
    await client.ask('heartbeat', THERE);
    await client.ask('heartbeat');
    expect([await membersOf(rig, NEXT), followsOf(client)]).toEqual([1, [NEXT]]);
  });

  it('[P62] makes a member of who never joined, without following', async () => {
    const rig = open();
    const client = await rig.client();
    await client.ask('heartbeat', HERE);
    expect([await membersOf(rig, CELL), followsOf(client)]).toEqual([1, []]);
  });

  it('[P62] does not follow for who unsubscribed, and keeps a follow that was asked for by name', async () => {
    const rig = open();
    const client = await rig.client();
    await client.ask('region:join', { geohash: CELL });
    await client.ask('unsubscribe', { topic: `region:${CELL}` });
    await client.ask('heartbeat', THERE);
    expect([await membersOf(rig, NEXT), followsOf(client)]).toEqual([1, []]);
    await client.ask('subscribe', { topic: `region:${CELL}` });
    await client.ask('region:join', { geohash: CELL });
    await client.ask('heartbeat', THERE);
    expect(followsOf(client).sort()).toEqual([CELL, NEXT]);
  });
});

describe('moving clients', () => {
  const [, south, , north] = decodeGeohash(CELL);
  const at = (latitude: number) => ({ latitude, longitude: HERE.longitude });
  const metres = 1 / 111_195;

  it('[P92] stay in their cell while they are seen a little outside of it, until they are twice in a row', async () => {
    const rig = open();
    const client = await rig.client();
    await client.ask('region:join', { geohash: CELL });
    const places = async (...latitudes: number[]) => {
      const cells: string[] = [];
      for (const latitude of latitudes) {
        await client.ask('heartbeat', at(latitude));
        cells.push(...followsOf(client));
      }
      return cells;
    };
    const [beyond, within] = [north + 10 * metres, north - 10 * metres];
    const above = encodeGeohash(at(beyond));
    expect(await places(beyond, within, beyond, within)).toEqual([CELL, CELL, CELL, CELL]);
    expect(await places(beyond, beyond)).toEqual([CELL, above]);
    expect(await places(within, beyond)).toEqual([above, above]);
    expect(await places(north - 30 * metres)).toEqual([CELL]);
    expect(await places(south - 26 * metres)).toEqual([encodeGeohash(at(south - 26 * metres))]);
    expect(await membersOf(rig, CELL)).toBe(0);
  });

  it('[P93] are told as counts of who came and went since the update before', async () => {
    const rig = open();
    const watcher = await rig.client();
    await watcher.ask('subscribe', { topic: `region:${CELL}` });
    const movers = await Promise.all(Array.from({ length: 9 }, (_, n) => rig.client({ subject: `s${n}` })));
    for (const mover of movers) await mover.ask('heartbeat', HERE);
    await tick(rig);
    for (const mover of movers.slice(0, 4)) await mover.ask('heartbeat', THERE);
    await tick(rig);
    const updates = (await watcher.events()).filter(({ event }) => event === 'region:update');
    expect(updates.slice(1)).toMatchObject([
      { members: 9, joined: 9, left: 0 },
      { members: 5, joined: 0, left: 4 },
    ]);
  });

  it('[P94] followers are told of hazards and changed qualities, and who joins of the hazards there', async () => {
    const hazard = { hazardId: 'h' } as Hazard;
    const rig = open({ ports: { regionHazards: async () => [hazard] } });
    const client = await rig.client();
    await client.ask('region:join', { geohash: CELL });
    await rig.core.regions.tell('acme', CELL, { hazards: [] });
    await rig.core.regions.tell('acme', CELL, { qualities: [{ segmentId: 'a', quality: 'BAD' }] });
    const updates = (await client.events()).filter(({ event }) => event === 'region:update');
    expect(updates).toMatchObject([
      { members: 1, hazards: [hazard] },
      { members: 1, hazards: [] },
      { members: 1, qualities: [{ segmentId: 'a', quality: 'BAD' }] },
    ]);
  });
});

describe('counts', () => {
  it('[P63] of many moves within a tick are told once, the newest in the end', async () => {
    const rig = open();
    const watcher = await rig.client();
    await watcher.ask('subscribe', { topic: `region:${CELL}` });
    const movers = await Promise.all(Array.from({ length: 100 }, (_, n) => rig.client({ subject: `s${n}` })));
    for (const mover of movers) await mover.ask('heartbeat', HERE);
    for (const mover of movers.slice(0, 40)) await mover.ask('heartbeat', THERE);
    await tick(rig);
    expect(await told(watcher)).toEqual([`${CELL} 0`, `${CELL} 60`]);
  });

  it('[P14] are a tenant’s own', async () => {
    const rig = open();
    const [ann, rival] = [await rig.client(), await rig.client({ tenant: 'rival' })];
    await ann.ask('region:join', { geohash: CELL });
    expect(await rival.ask('region:join', { geohash: CELL })).toEqual({ members: 1 });
    await tick(rig);
    expect([...(await told(ann)), ...(await told(rival))].every((line) => line === `${CELL} 1`)).toBe(true);
  });

  it('leave nothing behind when the sockets have gone', async () => {
    const rig = open();
    const clients = await Promise.all([rig.client(), rig.client({ subject: 'bob', roles: ['driver'] })]);
    for (const client of clients) await client.ask('region:join', { geohash: CELL });
    for (const client of clients) rig.core.sessions.gone(client.session);
    await tick(rig);
    rig.clock.advance(5_000);
    expect([await membersOf(rig, CELL), rig.core.hub.topics, rig.clock.waiting]).toEqual([0, 0, 0]);
    const active = [await rig.presence.active('acme', 'drivers'), await rig.presence.active('acme', 'users')];
    expect(active.map(({ size }) => size)).toEqual([0, 0]);
  });
});
