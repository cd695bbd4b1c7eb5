import { COMMANDS, type Subject, WaycastError } from '@waycast/contract';
import { afterEach, describe, expect, it } from 'vitest';
import { createMemoryViewers } from '../../src/adapters/memory/viewers.ts';
import type { CorePorts } from '../../src/kernel/core.ts';
import { createManualClock } from '../manual-clock.ts';
import { createKernelRig, type KernelRig } from './kernel-rig.ts';

const TICK_MS = 250;
const ORDER = { orderId: 'o1' };
const CAB = { tenant: 'acme', family: 'vehicle', id: 'cab-7' } as const;
const OF_ORDER = { tenant: 'acme', family: 'order', id: 'o1' } as const;

const rigs: KernelRig[] = [];
afterEach(async () => {
  for (const rig of rigs.splice(0)) await rig.close();
});

/** A kernel in which something has happened to order `o1`, and time passes on the clock of its viewers' news. */
async function open(ports: Partial<CorePorts> = {}) {
  const clock = createManualClock();
  const viewers = createMemoryViewers({ clock });
  const rig = createKernelRig({ ports: { viewers, ...ports } });
  rigs.push(rig);
  await rig.live.append(OF_ORDER, 'order:update', { orderId: 'o1', status: 'NEW' });
  return { rig, viewers, tick: () => clock.advance(TICK_MS) };
}

const driver = (rig: KernelRig, subject: string) => rig.client({ subject, roles: ['driver'] });

describe('[P69] order:view', () => {
  it('counts different drivers, follows the order, and tells its followers once a tick', async () => {
    const { rig, tick } = await open();
    const watching = await rig.client({ roles: ['dispatcher'] });
    await watching.ask('subscribe', { topic: 'order:o1' });
    const [ann, again, bob] = [await driver(rig, 'ann'), await driver(rig, 'ann'), await driver(rig, 'bob')];
    expect(await ann.ask('order:view', ORDER)).toEqual({ count: 1 });
    expect(await again.ask('order:view', ORDER)).toEqual({ count: 1 });
    const ack = await bob.ask('order:view', ORDER);
    expect(COMMANDS['order:view'].ack.strict().parse(ack)).toEqual({ count: 2 });
    tick();
    const counts = (await watching.events()).map(({ event, ...data }) => [event, data]);
    expect(counts).toEqual([['order_viewers', { orderId: 'o1', count: 2, topic: 'order:o1' }]]);
    await rig.live.append(OF_ORDER, 'order:update', { orderId: 'o1', status: 'OFFERED' });
    expect((await bob.events()).map(({ event }) => event)).toContain('order:update');
  });

  it('whoever follows the order later is told how many look at it', async () => {
    const { rig } = await open();
    await (await driver(rig, 'ann')).ask('order:view', ORDER);
    const late = await rig.client({ roles: ['dispatcher'] });
    await late.ask('subscribe', { topic: 'order:o1' });
    expect(await late.events()).toMatchObject([{ event: 'order_viewers', count: 1 }]);
  });

  it('a driver counts until its last session looks away, is gone, or may no more', async () => {
    const { rig, viewers } = await open();
    const what = { kind: 'order', tenant: 'acme', id: 'o1' } as const;
    const [one, two, other] = [await driver(rig, 'ann'), await driver(rig, 'ann'), await driver(rig, 'bob')];
    for (const client of [one, two, other]) await client.ask('order:view', ORDER);
    expect(await one.ask('order:unview', ORDER)).toEqual({ count: 2 });
    expect(await one.ask('order:unview', ORDER)).toEqual({ count: 2 });
    rig.core.sessions.gone(two.session);
    await expect.poll(() => viewers.count(what)).toBe(1);
    await other.ask('authenticate', { token: await rig.token({ subject: 'bob', roles: ['viewer'] }) });
    expect(await viewers.count(what)).toBe(0);
  });

  it('order:unview ends the follow that began with the view, and no other', async () => {
    const { rig } = await open();
    const [plain, both] = [await driver(rig, 'ann'), await driver(rig, 'bob')];
    await both.ask('subscribe', { topic: 'order:o1' });
    for (const client of [plain, both]) {
      await client.ask('order:view', ORDER);
      await client.ask('order:unview', ORDER);
    }
    expect([plain, both].map(({ session }) => session.followOf(OF_ORDER) !== undefined)).toEqual([
      false,
      true,
    ]);
  });

  it('is refused of orders to which nothing ever happened, of too many, and to those who are no drivers', async () => {
    const { rig } = await open();
    const ann = await driver(rig, 'ann');
    expect(await ann.verdict('order:view', { orderId: 'ghost' })).toBe('not_found');
    expect(ann.session.followOf({ ...OF_ORDER, id: 'ghost' })).toBeUndefined();
    for (let n = 0; n <= 50; n++) {
      const id = `many-${n}`;
      await rig.live.append({ ...OF_ORDER, id }, 'order:update', { orderId: id });
      expect(await ann.verdict('order:view', { orderId: id })).toBe(n < 50 ? 'ok' : 'too_large');
    }
    for (const role of ['admin', 'dispatcher', 'viewer', 'agent', 'customer'] as const)
      expect(await (await rig.client({ roles: [role] })).verdict('order:view', ORDER)).toBe('forbidden');
  });
});

describe('[P70] order:accept', () => {
  const accepted: [string, string][] = [];
  const orderCalls = {
    accept(subject: Subject, orderId: string) {
      accepted.push([subject.id, orderId]);
      return Promise.reject(new WaycastError('conflict', 'bob has it'));
    },
  };

  it('is answered by whoever decides about orders', async () => {
    const { rig } = await open({ orderCalls });
    expect(await (await driver(rig, 'ann')).send('order:accept', ORDER)).toMatchObject({
      ok: false,
      error: { code: 'conflict', message: 'bob has it' },
    });
    expect(accepted).toEqual([['ann', 'o1']]);
  });

  it('is for drivers alone, and where there are no orders there is none to accept', async () => {
    const { rig } = await open();
    expect(await (await driver(rig, 'ann')).verdict('order:accept', ORDER)).toBe('not_found');
    for (const role of ['admin', 'dispatcher', 'viewer', 'agent', 'customer'] as const)
      expect(await (await rig.client({ roles: [role] })).verdict('order:accept', ORDER)).toBe('forbidden');
  });
});

describe('[P71] what concerns an order', () => {
  const orderRights = {
    isOwn: async ({ id }: Subject, orderId: string) => id === 'rita' && orderId === 'o1',
    isComing: async ({ id }: Subject, vehicleId: string) => id === 'rita' && coming.has(vehicleId),
    onChanged: () => () => undefined,
  };
  const coming = new Set<string>();

  it('whoever ordered it follows it, and its vehicle while it comes, but not its fences or its past', async () => {
    const { rig } = await open({ orderRights });
    coming.add('cab-7');
    const rita = await rig.client({ subject: 'rita', roles: ['customer'] });
    const other = await rig.client({ subject: 'otto', roles: ['customer'] });
    const verdicts = (client: typeof rita) =>
      Promise.all([
        client.verdict('subscribe', { topic: 'order:o1' }),
        client.verdict('track:vehicle', { vehicleId: 'cab-7' }),
        client.verdict('subscribe', { topic: 'geofence:cab-7' }),
        client.verdict('subscribe', { topic: 'order:o2' }),
        client.verdict('track:vehicle', { vehicleId: 'cab-8' }),
      ]);
    expect(await verdicts(rita)).toEqual(['ok', 'ok', 'not_found', 'not_found', 'not_found']);
    expect(await verdicts(other)).toEqual(Array.from({ length: 5 }, () => 'not_found'));
    const { subject } = rita.session;
    if (subject === undefined) throw new Error('she is not there');
    expect(await rig.core.access.may(subject, 'read:vehicle', 'cab-7')).toBe(false);
    coming.clear();
    rig.clock.advance(1500);
    await expect.poll(() => rita.session.followOf(CAB)).toBeUndefined();
    expect([...rita.session.follows].map(({ topic }) => topic.family)).toEqual(['users', 'order']);
  });

  it('the vehicle is followed no more as soon as the order is told to have changed', async () => {
    const told = new Set<(tenant: string, riderId: string) => void>();
    const onChanged = (listener: (tenant: string, riderId: string) => void) => {
      told.add(listener);
      return () => void told.delete(listener);
    };
    const { rig } = await open({ orderRights: { ...orderRights, onChanged } });
    coming.add('cab-7');
    const rita = await rig.client({ subject: 'rita', roles: ['customer'] });
    await rita.ask('subscribe', { topic: 'vehicle:cab-7' });
    coming.clear();
    for (const listener of told) listener('acme', 'rita');
    await expect.poll(() => rita.session.followOf(CAB)).toBeUndefined();
  });

  it('the vehicle is followed no more either where a token had named it before', async () => {
    const { rig } = await open({ orderRights });
    const who = { subject: 'rita', roles: ['customer'] as const };
    const rita = await rig.client({ ...who, vehicles: ['cab-7'] });
    await rita.ask('subscribe', { topic: 'vehicle:cab-7' });
    coming.add('cab-7');
    await rita.ask('authenticate', { token: await rig.token(who) });
    expect(rita.session.followOf(CAB)).toBeDefined();
    coming.clear();
    rig.clock.advance(1500);
    await expect.poll(() => rita.session.followOf(CAB)).toBeUndefined();
  });

  it('drivers follow what they are offered, without asking, and nobody else does', async () => {
    const { rig } = await open();
    const ann = await driver(rig, 'ann');
    expect([...ann.session.follows].map(({ topic }) => `${topic.family}:${topic.id}`)).toEqual([
      'drivers:',
      'offers:ann',
    ]);
    expect(await ann.verdict('subscribe', { topic: 'offers:bob' })).toBe('not_found');
    expect(
      await (await rig.client({ roles: ['customer'] })).verdict('subscribe', { topic: 'offers:ann' }),
    ).toBe('not_found');
  });

  it('a driver is let in while what it is offered cannot be read', async () => {
    const { rig } = await open({
      newestOffers: () => Promise.reject(new WaycastError('unavailable', 'away')),
    });
    const ann = await driver(rig, 'ann');
    expect(ann.session.followOf({ tenant: 'acme', family: 'offers', id: 'ann' })).toBeDefined();
  });
});
