import { WaycastError } from '@waycast/contract';
import { afterEach, expect, it } from 'vitest';
import { createMemoryGrants } from '../../src/conformance/memory-grants.ts';
import type { Grants } from '../../src/ports/grants.ts';
import { type Client, createKernelRig, endOfTurn, type KernelRig, type RigOptions } from './kernel-rig.ts';

const LOOK_EVERY_MS = 1500;
const rigs: KernelRig[] = [];

function open(ports: RigOptions['ports'] = {}): KernelRig {
  const rig = createKernelRig({ ports });
  rigs.push(rig);
  return rig;
}

afterEach(async () => {
  for (const rig of rigs.splice(0)) await rig.close();
});

async function pass(rig: KernelRig, ms = LOOK_EVERY_MS): Promise<void> {
  rig.clock.advance(ms);
  await endOfTurn();
}

/** A viewer who follows vehicles that it was granted. */
async function follower(rig: KernelRig, subject: string, ...vehicleIds: string[]): Promise<Client> {
  const client = await rig.client({ subject, roles: ['viewer'] });
  for (const vehicleId of vehicleIds) {
    await rig.grants.put('acme', { subject, vehicleId });
    await client.ask('track:vehicle', { vehicleId });
  }
  return client;
}

function followedBy({ session }: Client): string[] {
  const topics = [...session.follows].map(({ topic }) => topic);
  return topics.flatMap(({ family, id }) => (family === 'users' ? [] : [`${family}:${id}`])).sort();
}

/** Grants on another machine, and how many were asked about in each question of the watch. */
function distantGrants() {
  const inner = createMemoryGrants();
  const asked: number[] = [];
  let isAway = false;
  const reach = (): void => {
    if (isAway) throw new WaycastError('unavailable', 'the database is away');
  };
  const grants: Grants = {
    ...inner,
    async vehiclesOf(...which) {
      reach();
      return inner.vehiclesOf(...which);
    },
    async overOf(given, now) {
      reach();
      asked.push(given.length);
      return inner.overOf(given, now);
    },
  };
  const away = (is: boolean): void => {
    isAway = is;
  };
  return { grants, asked, away };
}

it('[P17] a grant that another server revokes ends what is followed by it, from the first look on', async () => {
  const rig = open();
  const eve = await follower(rig, 'eve', 'bus-7', 'bus-8');
  const again = await rig.client({ subject: 'eve', roles: ['viewer'], vehicles: ['own'] });
  await again.ask('subscribe', { topic: 'geofence:bus-7' });
  await again.ask('track:vehicle', { vehicleId: 'own' });
  await rig.grants.remove('acme', 'eve', 'bus-7');
  await pass(rig);
  expect([followedBy(eve), followedBy(again)]).toEqual([
    ['geofence:bus-8', 'vehicle:bus-8'],
    ['geofence:own', 'vehicle:own'],
  ]);
  await rig.live.append({ tenant: 'acme', family: 'geofence', id: 'bus-7' }, 'geofence:alert', {
    says: 'no',
  });
  expect([await eve.events(), await again.events()]).toEqual([[], []]);
});

it('[P17] a grant that expires ends what is followed by it, and no other', async () => {
  const rig = open();
  const eve = await follower(rig, 'eve', 'bus-7', 'bus-8');
  const expiresAt = new Date(rig.clock.now() + 10_000).toISOString();
  await rig.grants.put('acme', { subject: 'eve', vehicleId: 'bus-7', expiresAt });
  await pass(rig, 9_999);
  expect(followedBy(eve)).toContain('vehicle:bus-7');
  await pass(rig);
  expect(followedBy(eve)).toEqual(['geofence:bus-8', 'vehicle:bus-8']);
});

it('[P17] a database that is away ends nothing; what it would have told ends when it is back', async () => {
  const { grants, away } = distantGrants();
  const rig = open({ grants });
  const eve = await follower(rig, 'eve', 'bus-7');
  await grants.remove('acme', 'eve', 'bus-7');
  away(true);
  await pass(rig);
  await pass(rig);
  expect(followedBy(eve)).toEqual(['geofence:bus-7', 'vehicle:bus-7']);
  expect(rig.log.lines.filter(({ level }) => level === 'warn')).toHaveLength(2);
  away(false);
  await pass(rig);
  expect(followedBy(eve)).toEqual([]);
});

it('[P17] one who cannot be checked keeps nobody else following, and is checked again', async () => {
  let fails = false;
  const rig = open({
    authorize: ({ id }) => {
      if (fails && id === 'bob') throw new Error('the application is ill');
      return undefined;
    },
  });
  const [bob, eve] = [await follower(rig, 'bob', 'bus-7'), await follower(rig, 'eve', 'bus-7')];
  for (const subject of ['bob', 'eve']) await rig.grants.remove('acme', subject, 'bus-7');
  fails = true;
  await pass(rig);
  expect([followedBy(bob).length, followedBy(eve).length]).toEqual([2, 0]);
  fails = false;
  await pass(rig);
  expect(followedBy(bob)).toEqual([]);
});

it('[P17] what a token opened and only a grant still opens ends with the grant, and the other way round', async () => {
  const rig = open();
  const renew = async (client: Client, vehicles: string[]): Promise<object> =>
    client.ask('authenticate', { token: await rig.token({ subject: 'eve', roles: ['viewer'], vehicles }) });
  const eve = await rig.client({ subject: 'eve', roles: ['viewer'], vehicles: ['bus-7'] });
  await eve.ask('track:vehicle', { vehicleId: 'bus-7' });
  await rig.grants.put('acme', { subject: 'eve', vehicleId: 'bus-7' });
  await renew(eve, []);
  await pass(rig);
  await rig.grants.remove('acme', 'eve', 'bus-7');
  await renew(eve, ['bus-7']);
  await pass(rig);
  expect(followedBy(eve)).toEqual(['geofence:bus-7', 'vehicle:bus-7']);
  await rig.grants.put('acme', { subject: 'eve', vehicleId: 'bus-7' });
  await renew(eve, []);
  await rig.grants.remove('acme', 'eve', 'bus-7');
  await pass(rig);
  expect(followedBy(eve)).toEqual([]);
});

it('asks once for all, of each grant once, and no more when nothing is followed by one', async () => {
  const { grants, asked } = distantGrants();
  const rig = open({ grants });
  const clients = [
    await follower(rig, 'eve', 'bus-7', 'bus-8'),
    await follower(rig, 'eve', 'bus-7'),
    await follower(rig, 'bob', 'bus-7'),
    await rig.client(),
  ];
  await clients.at(-1)?.ask('track:vehicle', { vehicleId: 'bus-7' });
  await pass(rig);
  await pass(rig);
  expect(asked).toEqual([3, 3]);
  for (const client of clients.slice(0, 2)) await client.ask('untrack:vehicle', { vehicleId: 'bus-7' });
  await pass(rig);
  expect(asked).toEqual([3, 3, 2]);
  for (const { session } of clients) rig.core.sessions.gone(session);
  await pass(rig, 5_000);
  expect([asked.length, rig.clock.waiting]).toEqual([3, 0]);
});
