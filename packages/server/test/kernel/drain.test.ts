import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { RecordedSocket } from '../../src/conformance/recorded-socket.ts';
import { planDrain } from '../../src/kernel/drain.ts';
import { type Client, createKernelRig, endOfTurn, type KernelRig } from './kernel-rig.ts';

const rigs: KernelRig[] = [];
afterEach(async () => {
  for (const rig of rigs.splice(0)) await rig.close();
});

function open(): KernelRig {
  const rig = createKernelRig();
  rigs.push(rig);
  return rig;
}

async function clientsOf(rig: KernelRig, count: number): Promise<Client[]> {
  const clients: Client[] = [];
  for (let index = 0; index < count; index++) clients.push(await rig.client());
  return clients;
}

const PLAN = { firstMs: 1_000, lastMs: 5_000, deadlineMs: 8_000 };
const MOVED = { closeCode: 4451, reason: 'server_moving' };
const delays = (clients: readonly Client[]) =>
  clients.map(({ socket }) => socket.events.find(({ event }) => event === 'server:moving')?.data);
const stillOpen = (clients: readonly Client[]) => clients.filter(({ socket }) => socket.closed === undefined);

/** Nor does the hub, which keeps what was followed for some seconds. */
async function nothingWaits(rig: KernelRig): Promise<void> {
  rig.clock.advance(5_000);
  await endOfTurn();
  expect([rig.core.sessions.all.size, rig.clock.waiting]).toEqual([0, 0]);
}

describe('a drain', () => {
  it('[P48] tells every session its own delay at once, and closes each at that time', async () => {
    const rig = open();
    const clients = await clientsOf(rig, 4);
    const done = rig.core.sessions.drain(PLAN);
    expect(delays(clients)).toEqual([1000, 2000, 3000, 4000].map((delayMs) => ({ delayMs })));
    for (const left of [4, 3, 2, 1]) {
      expect(stillOpen(clients)).toHaveLength(left);
      rig.clock.advance(1_000);
    }
    await done;
    for (const { socket } of clients) expect(socket.closed).toEqual(MOVED);
    await nothingWaits(rig);
  });

  it('ends with its grace when nobody is connected, and then when all have left by themselves', async () => {
    await open().core.sessions.drain({ ...PLAN, firstMs: 0 });
    const rig = open();
    const clients = await clientsOf(rig, 3);
    const done = rig.core.sessions.drain(PLAN);
    rig.clock.advance(1_500);
    for (const { session } of clients) rig.core.sessions.gone(session);
    await done;
    await nothingWaits(rig);
  });

  it('waits for who comes during its grace, also when all others have left', async () => {
    const rig = open();
    const [client] = await clientsOf(rig, 1);
    const done = rig.core.sessions.drain(PLAN);
    if (client !== undefined) rig.core.sessions.gone(client.session);
    rig.clock.advance(500);
    const late = rig.connect();
    expect(delays([late])).toEqual([{ delayMs: 500 }]);
    rig.clock.advance(500);
    await done;
    expect(late.socket.closed).toEqual(MOVED);
    await nothingWaits(rig);
  });

  it('waits for a slow socket to take what is due to it, and keeps nobody else waiting', async () => {
    const rig = open();
    const slow = await rig.client();
    const [other] = await clientsOf(rig, 1);
    slow.socket.full = true;
    const done = rig.core.sessions.drain(PLAN);
    rig.clock.advance(5_000);
    expect([slow.socket.closed, other?.socket.closed]).toEqual([undefined, MOVED]);
    slow.socket.full = false;
    slow.session.outbox.drained();
    rig.clock.advance(100);
    await done;
    expect(delays([slow])).toEqual([{ delayMs: 1000 }]);
    expect(slow.socket.closed).toEqual(MOVED);
  });

  it('closes at its deadline what never reads', async () => {
    const rig = open();
    const stuck = new RecordedSocket();
    await rig.client({}, stuck);
    stuck.full = true;
    const done = rig.core.sessions.drain(PLAN);
    rig.clock.advance(7_900);
    expect(stuck.closed).toBeUndefined();
    rig.clock.advance(100);
    await done;
    expect(stuck.closed).toEqual(MOVED);
  });

  it('lets a command that is under way end first', async () => {
    const rig = open();
    const [client] = await clientsOf(rig, 1);
    if (client === undefined) throw new Error('no client');
    client.session.commandsUnderWay = 1;
    const done = rig.core.sessions.drain(PLAN);
    rig.clock.advance(3_000);
    expect(client.socket.closed).toBeUndefined();
    client.session.commandsUnderWay = 0;
    rig.clock.advance(50);
    await done;
    expect(client.socket.closed).toEqual(MOVED);
  });

  it('tells a session that comes into being meanwhile, and lets it leave first', async () => {
    const rig = open();
    const clients = await clientsOf(rig, 2);
    const done = rig.core.sessions.drain(PLAN);
    const late = rig.connect();
    expect(delays([late])).toEqual([{ delayMs: 1000 }]);
    rig.clock.advance(1_000);
    expect(late.socket.closed).toEqual(MOVED);
    rig.clock.advance(4_000);
    await done;
    expect(stillOpen(clients)).toEqual([]);
  });
});

it('divides any time so that the grace comes first, the leaving next, and some is left to close', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 3_600_000 }), fc.boolean(), (timeoutMs, probed) => {
      const { firstMs, lastMs, deadlineMs } = planDrain(timeoutMs, probed);
      expect(firstMs).toBeGreaterThanOrEqual(0);
      expect(lastMs).toBeGreaterThanOrEqual(firstMs);
      expect(deadlineMs).toBeGreaterThanOrEqual(lastMs);
      expect(deadlineMs).toBeLessThanOrEqual(timeoutMs);
      if (!probed) expect(firstMs).toBe(0);
    }),
  );
  expect(planDrain(10_000, true)).toEqual({ firstMs: 2_820, lastMs: 7_990, deadlineMs: 9_400 });
});
