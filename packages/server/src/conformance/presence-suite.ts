import { randomUUID } from 'node:crypto';
import type { Role } from '@waycast/contract';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Presence, PresentSession, RegionCount } from '../ports/presence.ts';

/** Two servers under test, which may be the same one where there cannot be more. */
export interface PresenceSubject {
  readonly here: Presence;
  readonly elsewhere: Presence;
  close(): Promise<void>;
}

const [CELL, NEXT] = ['gc5zgt', 'gc5zgw'];

/** The promises of the port `Presence`, bound to an implementation. Q2 and Q4 need one that can fail. */
export function presenceSuite(name: string, open: () => Promise<PresenceSubject>): void {
  describe(`presence: ${name}`, () => {
    let subject: PresenceSubject;
    beforeAll(async () => {
      subject = await open();
    });
    afterAll(() => subject?.close());

    activeRules(() => subject);
    regionRules(() => subject);
    countRules(() => subject);
    totalsRules(() => subject);
    subjectRules(() => subject);
  });
}

function activeRules(subject: () => PresenceSubject): void {
  it('Q1 a user is active by its role, as long as one of its sessions is open, on whichever server', async () => {
    const { here, elsewhere } = subject();
    const [one, other, rider] = sessionsOf(
      randomUUID(),
      ['ann', 'driver'],
      ['ann', 'driver'],
      ['bob', 'viewer'],
    );
    const { tenant } = one.subject;
    await Promise.all([here.open(one), elsewhere.open(other), here.open(rider)]);
    expect(await activeOf(elsewhere, tenant)).toEqual([['ann'], ['bob']]);
    await here.close(one.socketId);
    expect(await activeOf(here, tenant)).toEqual([['ann'], ['bob']]);
    await Promise.all([elsewhere.close(other.socketId), here.close(rider.socketId)]);
    expect(await activeOf(here, tenant)).toEqual([[], []]);
  });

  it('Q1 a user with a socket of each kind is in both, and each ends with its own', async () => {
    const { here, elsewhere } = subject();
    const [driving, watching] = sessionsOf(randomUUID(), ['ann', 'driver'], ['ann', 'dispatcher']);
    const { tenant } = driving.subject;
    await Promise.all([here.open(driving), elsewhere.open(watching)]);
    expect(await activeOf(here, tenant)).toEqual([['ann'], ['ann']]);
    await here.close(driving.socketId);
    expect(await activeOf(elsewhere, tenant)).toEqual([[], ['ann']]);
    await elsewhere.close(watching.socketId);
  });

  it('Q1 a session that is opened again under other roles counts by those', async () => {
    const { here, elsewhere } = subject();
    const [session] = sessionsOf(randomUUID(), ['ann', 'driver']);
    const { tenant } = session.subject;
    await here.open(session);
    await here.open({ ...session, subject: { ...session.subject, roles: new Set(['viewer']) } });
    expect(await activeOf(elsewhere, tenant)).toEqual([[], ['ann']]);
    await here.close(session.socketId);
    expect(await activeOf(elsewhere, tenant)).toEqual([[], []]);
  });

  it('Q1 a user who comes and goes on both servers at once is active exactly while a socket is open', async () => {
    const { here, elsewhere } = subject();
    const tenant = randomUUID();
    const [stays] = sessionsOf(tenant, ['ann', 'driver']);
    for (let round = 0; round < 20; round++) {
      const [leaves] = sessionsOf(tenant, ['ann', 'driver']);
      await here.open(leaves);
      await Promise.all([here.close(leaves.socketId), elsewhere.open(stays)]);
      expect(await activeOf(here, tenant)).toEqual([['ann'], []]);
      await elsewhere.close(stays.socketId);
      expect(await activeOf(here, tenant)).toEqual([[], []]);
    }
  });

  it('keeps tenants apart', async () => {
    const { here } = subject();
    const [ann] = sessionsOf(randomUUID(), ['ann', 'driver']);
    await here.open(ann);
    await here.move(ann.socketId, CELL);
    const rival = randomUUID();
    expect(await activeOf(here, rival)).toEqual([[], []]);
    expect((await here.region(rival, CELL)).members).toBe(0);
    await here.close(ann.socketId);
  });
}

function regionRules(subject: () => PresenceSubject): void {
  it('Q5 a session is in one region at most, and counts on all servers', async () => {
    const { here, elsewhere } = subject();
    const [one, other] = sessionsOf(randomUUID(), ['ann', 'driver'], ['bob', 'viewer']);
    const { tenant } = one.subject;
    const counts = async () => [
      (await here.region(tenant, CELL)).members,
      (await elsewhere.region(tenant, NEXT)).members,
    ];
    await Promise.all([here.open(one), elsewhere.open(other)]);
    expect(await counts()).toEqual([0, 0]);
    await Promise.all([here.move(one.socketId, CELL), elsewhere.move(other.socketId, CELL)]);
    expect(await counts()).toEqual([2, 0]);
    await here.move(one.socketId, NEXT);
    await here.move(one.socketId, NEXT);
    expect(await counts()).toEqual([1, 1]);
    await elsewhere.move(other.socketId, undefined);
    expect(await counts()).toEqual([0, 1]);
    await Promise.all([here.close(one.socketId), elsewhere.close(other.socketId)]);
    expect(await counts()).toEqual([0, 0]);
  });

  it('Q5 of moves made at once the last one holds', async () => {
    const { here } = subject();
    const [ann] = sessionsOf(randomUUID(), ['ann', 'driver']);
    const { tenant } = ann.subject;
    await here.open(ann);
    const cells = [CELL, NEXT, 'gc5zgx', CELL, undefined, NEXT, CELL, 'gc5zgx'];
    await Promise.all(cells.map((cell) => here.move(ann.socketId, cell)));
    const members = [CELL, NEXT, 'gc5zgx'].map(async (cell) => (await here.region(tenant, cell)).members);
    expect(await Promise.all(members)).toEqual([0, 0, 1]);
    await here.close(ann.socketId);
  });

  it('Q6 keeps nothing of a socket that is not open', async () => {
    const { here } = subject();
    const [ann] = sessionsOf(randomUUID(), ['ann', 'driver']);
    const { tenant } = ann.subject;
    here.seen(ann.socketId);
    await here.beat(ann.socketId, { lastLocation: { latitude: 1, longitude: 2 } });
    await here.move(ann.socketId, CELL);
    await here.close(ann.socketId);
    await here.open(ann);
    await Promise.all([here.beat(ann.socketId, {}), here.move(ann.socketId, CELL), here.close(ann.socketId)]);
    expect((await here.region(tenant, CELL)).members).toBe(0);
    expect(await activeOf(here, tenant)).toEqual([[], []]);
  });
}

function countRules(subject: () => PresenceSubject): void {
  it('Q7 every change is followed by a count, with versions that rise', async () => {
    const { here, elsewhere } = subject();
    const [one, other] = sessionsOf(randomUUID(), ['ann', 'driver'], ['bob', 'viewer']);
    const { tenant } = one.subject;
    const told = countsOf([here, elsewhere], tenant);
    await Promise.all([here.open(one), elsewhere.open(other)]);
    await Promise.all([here.move(one.socketId, CELL), elsewhere.move(other.socketId, CELL)]);
    await vi.waitFor(() => expect(told.newest(CELL)?.members).toBe(2), { timeout: 10_000 });
    const joined = told.newest(CELL)?.version ?? 0;
    await here.move(one.socketId, NEXT);
    await vi.waitFor(() => expect(told.newest(CELL)?.members).toBe(1), { timeout: 10_000 });
    await vi.waitFor(() => expect(told.newest(NEXT)?.members).toBe(1), { timeout: 10_000 });
    expect(told.newest(CELL)?.version).toBeGreaterThan(joined);
    expect((await elsewhere.region(tenant, CELL)).version).toBeGreaterThan(told.newest(CELL)?.version ?? 0);
    await Promise.all([here.close(one.socketId), elsewhere.close(other.socketId)]);
    await vi.waitFor(() => expect(told.newest(CELL)?.members).toBe(0), { timeout: 10_000 });
    await vi.waitFor(() => expect(told.newest(NEXT)?.members).toBe(0), { timeout: 10_000 });
    told.end();
  });

  it('Q7 changes within a tick share a count', async () => {
    const { here } = subject();
    const all = sessionsOf(
      randomUUID(),
      ...Array.from({ length: 500 }, (_, n) => [`d${n}`, 'driver'] as const),
    );
    const { tenant } = all[0].subject;
    const told = countsOf([here], tenant);
    await Promise.all(all.map((session) => here.open(session)));
    await Promise.all(all.map(({ socketId }) => here.move(socketId, CELL)));
    await vi.waitFor(() => expect(told.newest(CELL)?.members).toBe(500), { timeout: 10_000 });
    expect(told.counts.length).toBeLessThan(25);
    told.end();
    await Promise.all(all.map(({ socketId }) => here.close(socketId)));
  });
}

function totalsRules(subject: () => PresenceSubject): void {
  it('Q3 every server knows the totals of all, its own first', async () => {
    const { here, elsewhere } = subject();
    const totals = { connections: 7, drivers: 3, users: 2, viewers: 1 };
    here.report(totals);
    const [own] = await here.servers();
    expect(own).toEqual({ id: own?.id, ...totals });
    await vi.waitFor(async () => expect(await elsewhere.servers()).toContainEqual(own), { timeout: 10_000 });
    here.report({ connections: 0, drivers: 0, users: 0, viewers: 0 });
  });
}

function subjectRules(subject: () => PresenceSubject): void {
  it('Q3 a subject counts once, on however many servers, as long as it is connected to one', async () => {
    const { here, elsewhere } = subject();
    const all = sessionsOf(
      randomUUID(),
      ['ann', 'driver'],
      ['ann', 'driver'],
      ['bob', 'viewer'],
      ['bob', 'viewer'],
      ['cid', 'dispatcher'],
    );
    const before = await here.subjects();
    const more = async (presence: Presence): Promise<number[]> => {
      const { drivers, users, viewers } = await presence.subjects();
      return [drivers - before.drivers, users - before.users, viewers - before.viewers];
    };
    for (const [n, session] of all.entries()) await (n % 2 === 0 ? here : elsewhere).open(session);
    expect([await more(here), await more(elsewhere)]).toEqual([
      [1, 2, 1],
      [1, 2, 1],
    ]);
    const [ann, , bob] = all;
    await here.close(ann.socketId);
    await here.close(bob.socketId);
    expect(await more(elsewhere)).toEqual([1, 2, 1]);
    for (const [n, { socketId }] of all.entries()) await (n % 2 === 0 ? here : elsewhere).close(socketId);
    expect(await more(here)).toEqual([0, 0, 0]);
  });

  it('Q3 one that is no viewer any more does not count as one', async () => {
    const { here, elsewhere } = subject();
    const [session] = sessionsOf(randomUUID(), ['ann', 'viewer']);
    const { viewers } = await elsewhere.subjects();
    await here.open(session);
    expect((await elsewhere.subjects()).viewers).toBe(viewers + 1);
    await here.open({ ...session, subject: { ...session.subject, roles: new Set(['agent']) } });
    expect((await elsewhere.subjects()).viewers).toBe(viewers);
    await here.close(session.socketId);
  });
}

/** Keeps the counts of a tenant's regions that the servers tell. */
function countsOf(servers: readonly Presence[], tenant: string) {
  const counts: RegionCount[] = [];
  const ends = servers.map((server) =>
    server.onRegions((told) => counts.push(...told.filter((count) => count.tenant === tenant))),
  );
  return {
    counts,
    newest(geohash: string): RegionCount | undefined {
      const [first] = counts
        .filter((count) => count.geohash === geohash)
        .sort((a, b) => b.version - a.version);
      return first;
    },
    end(): void {
      for (const end of ends) end();
    },
  };
}

type Who = readonly [id: string, role: Role];
type SessionPerWho<W extends readonly Who[]> = { [N in keyof W]: PresentSession };

function sessionsOf<W extends readonly [Who, ...Who[]]>(tenant: string, ...who: W): SessionPerWho<W>;
function sessionsOf(tenant: string, ...who: readonly Who[]): readonly [PresentSession, ...PresentSession[]];
function sessionsOf(tenant: string, ...who: readonly Who[]): readonly PresentSession[] {
  return who.map(([id, role]) => ({
    socketId: randomUUID(),
    subject: { id, tenant, roles: new Set([role]) },
    connectedAt: Date.now(),
    userAgent: 'suite',
  }));
}

async function activeOf(presence: Presence, tenant: string): Promise<[string[], string[]]> {
  const [drivers, users] = await Promise.all([
    presence.active(tenant, 'drivers'),
    presence.active(tenant, 'users'),
  ]);
  return [[...drivers], [...users]];
}
