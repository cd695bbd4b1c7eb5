import { COMMAND_NAMES, type CommandName, ROLES, ROUTE_NAMES, type Role, type RouteName, type Subject, TOPIC_FAMILIES, type TopicFamily } from '@waycast/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAccess } from '../../src/kernel/access.ts';
import { POLICIES, ROUTE_ACTIONS } from '../../src/kernel/policies.ts';
import { createKernelRig, type KernelRig } from './kernel-rig.ts';

// Who may do what, written out. Columns: a vehicle of the subject's token, one granted to it, another one of its tenant,
// and one that exists in another tenant only. `ok` of the last column means that it is the subject's own tenant's
// vehicle of that id, of which nothing is known.
const VEHICLES = ['own', 'granted', 'other', 'foreign'] as const;
type Vehicle = (typeof VEHICLES)[number];
type Verdict = 'ok' | 'not_found' | 'forbidden';
type Row = readonly [own: Verdict, granted: Verdict, other: Verdict, foreign: Verdict];
type Table = Readonly<Record<Role, Row>>;

const ANYONE: Table = {
  admin: ['ok', 'ok', 'ok', 'ok'],
  dispatcher: ['ok', 'ok', 'ok', 'ok'],
  driver: ['ok', 'ok', 'ok', 'ok'],
  viewer: ['ok', 'ok', 'ok', 'ok'],
  agent: ['ok', 'ok', 'ok', 'ok'],
  customer: ['ok', 'ok', 'ok', 'ok'],
};

const READ_VEHICLE: Table = {
  admin: ['ok', 'ok', 'ok', 'ok'],
  dispatcher: ['ok', 'ok', 'ok', 'ok'],
  driver: ['ok', 'ok', 'not_found', 'not_found'],
  viewer: ['ok', 'ok', 'not_found', 'not_found'],
  agent: ['ok', 'ok', 'not_found', 'not_found'],
  customer: ['ok', 'ok', 'not_found', 'not_found'],
};

const REPORT: Table = {
  admin: ['ok', 'ok', 'ok', 'ok'],
  dispatcher: ['ok', 'ok', 'ok', 'ok'],
  driver: ['ok', 'forbidden', 'forbidden', 'forbidden'],
  viewer: ['forbidden', 'forbidden', 'forbidden', 'forbidden'],
  agent: ['forbidden', 'forbidden', 'forbidden', 'forbidden'],
  customer: ['forbidden', 'forbidden', 'forbidden', 'forbidden'],
};

const OVERSEERS: Table = {
  admin: ['ok', 'ok', 'ok', 'ok'],
  dispatcher: ['ok', 'ok', 'ok', 'ok'],
  driver: ['forbidden', 'forbidden', 'forbidden', 'forbidden'],
  viewer: ['forbidden', 'forbidden', 'forbidden', 'forbidden'],
  agent: ['forbidden', 'forbidden', 'forbidden', 'forbidden'],
  customer: ['forbidden', 'forbidden', 'forbidden', 'forbidden'],
};

const TO_DRIVERS: Table = {
  admin: ['ok', 'ok', 'ok', 'ok'],
  dispatcher: ['ok', 'ok', 'ok', 'ok'],
  driver: ['ok', 'ok', 'ok', 'ok'],
  viewer: ['forbidden', 'forbidden', 'forbidden', 'forbidden'],
  agent: ['forbidden', 'forbidden', 'forbidden', 'forbidden'],
  customer: ['forbidden', 'forbidden', 'forbidden', 'forbidden'],
};

const TO_USERS: Table = {
  admin: ['ok', 'ok', 'ok', 'ok'],
  dispatcher: ['ok', 'ok', 'ok', 'ok'],
  driver: ['forbidden', 'forbidden', 'forbidden', 'forbidden'],
  viewer: ['ok', 'ok', 'ok', 'ok'],
  agent: ['ok', 'ok', 'ok', 'ok'],
  customer: ['ok', 'ok', 'ok', 'ok'],
};

/** `subscribe` stands with the topics, and `authenticate` is for everyone with a token. */
const COMMAND_TABLES: Readonly<Record<Exclude<CommandName, 'subscribe' | 'authenticate'>, Table>> = {
  'track:vehicle': READ_VEHICLE,
  'untrack:vehicle': ANYONE,
  'track:fleet': OVERSEERS,
  'untrack:fleet': ANYONE,
  'location:update': REPORT,
  heartbeat: ANYONE,
  unsubscribe: ANYONE,
};

const TOPIC_TABLES: Readonly<Record<TopicFamily, Table>> = {
  vehicle: READ_VEHICLE,
  geofence: READ_VEHICLE,
  fleet: OVERSEERS,
  drivers: TO_DRIVERS,
  users: TO_USERS,
};

const ROUTE_TABLES: Readonly<Record<RouteName, Table | 'open' | 'by-topic'>> = {
  reportFix: REPORT,
  reportBatch: REPORT,
  listVehicles: READ_VEHICLE,
  lastLocation: READ_VEHICLE,
  history: READ_VEHICLE,
  stream: 'by-topic',
  me: ANYONE,
  listGrants: OVERSEERS,
  createGrant: OVERSEERS,
  revokeGrant: OVERSEERS,
  demoToken: 'open',
  version: 'open',
  health: 'open',
  healthRealtime: 'open',
  healthSocketio: 'open',
  healthLive: 'open',
  healthReady: 'open',
  stats: 'open',
  metrics: 'open',
  openapi: 'open',
  asyncapi: 'open',
  docs: 'open',
};

const FIX = { latitude: 52.5, longitude: -8.5 };

function inputOf(command: keyof typeof COMMAND_TABLES, vehicleId: Vehicle): unknown {
  switch (command) {
    case 'location:update': return { ...FIX, vehicleId };
    case 'unsubscribe': return { topic: `vehicle:${vehicleId}` };
    case 'track:vehicle':
    case 'untrack:vehicle': return { vehicleId };
    case 'track:fleet':
    case 'untrack:fleet':
    case 'heartbeat': return undefined;
  }
}

function subjectOf(role: Role): Subject {
  return { id: `a-${role}`, tenant: 'acme', roles: new Set([role]), vehicles: new Set(['own']), expiresAt: Number.MAX_SAFE_INTEGER };
}

function clientOf(rig: KernelRig, role: Role) {
  return rig.client({ subject: `a-${role}`, roles: [role], vehicles: ['own'] });
}

let rig: KernelRig;
beforeAll(async () => {
  rig = createKernelRig();
  const [acme, rival] = [await rig.client(), await rig.client({ tenant: 'rival' })];
  for (const vehicleId of ['own', 'granted', 'other']) await acme.ask('location:update', { ...FIX, vehicleId });
  await rival.ask('location:update', { ...FIX, vehicleId: 'foreign' });
  for (const role of ROLES) await rig.grants.put('acme', { subject: `a-${role}`, vehicleId: 'granted' });
  // What the rival grants counts for the rival alone.
  for (const role of ROLES) await rig.grants.put('rival', { subject: `a-${role}`, vehicleId: 'foreign' });
});
afterAll(() => rig?.close());

describe('the tables', () => {
  it('name every command, topic and route', () => {
    expect([...Object.keys(COMMAND_TABLES), 'subscribe', 'authenticate'].sort()).toEqual([...COMMAND_NAMES].sort());
    expect(Object.keys(TOPIC_TABLES).sort()).toEqual([...TOPIC_FAMILIES].sort());
    expect(Object.keys(ROUTE_TABLES).sort()).toEqual([...ROUTE_NAMES].sort());
  });
});

describe.each(ROLES)('[P14] [P15] role %s', (role) => {
  it.each(Object.keys(COMMAND_TABLES) as (keyof typeof COMMAND_TABLES)[])('command %s', async (command) => {
    const row: string[] = [];
    for (const vehicle of VEHICLES) row.push(await (await clientOf(rig, role)).verdict(command, inputOf(command, vehicle)));
    expect(row).toEqual(COMMAND_TABLES[command][role]);
  });

  it.each(TOPIC_FAMILIES)('topic %s', async (family) => {
    const row: string[] = [];
    for (const vehicle of VEHICLES) {
      const topic = family === 'vehicle' || family === 'geofence' ? `${family}:${vehicle}` : family;
      row.push(await (await clientOf(rig, role)).verdict('subscribe', { topic }));
    }
    expect(row).toEqual(TOPIC_TABLES[family][role]);
  });

  it.each(ROUTE_NAMES)('route %s', async (route) => {
    const [table, action] = [ROUTE_TABLES[route], ROUTE_ACTIONS[route]];
    if (action === 'open' || action === 'by-topic') return expect(table).toBe(action);
    const row = await Promise.all(VEHICLES.map(async (vehicle) => {
      const denied: unknown = await rig.core.access.require(subjectOf(role), action, vehicle).catch((error) => error);
      return denied === undefined ? 'ok' : (denied as { code: string }).code;
    }));
    expect(row).toEqual(typeof table === 'object' ? table[role] : table);
  });

  it('is told the same of a vehicle that exists, one of another tenant, and one that does not exist', async () => {
    const client = await clientOf(rig, role);
    for (const [command, input] of [
      ['track:vehicle', (vehicleId: string) => ({ vehicleId })],
      ['subscribe', (id: string) => ({ topic: `geofence:${id}` })],
      ['location:update', (vehicleId: string) => ({ ...FIX, vehicleId })],
    ] as const) {
      const texts = new Set<string>();
      for (const id of ['other', 'foreign', 'ghost']) {
        const reply = await client.send(command, input(id));
        texts.add(reply.ok ? 'ok' : `${reply.error.code} ${reply.error.message.replaceAll(id, 'ID')}`);
      }
      expect([...texts]).toHaveLength(1);
    }
  });
});

describe('[P14] tenants', () => {
  it.each(ROLES)('never reach each other: %s', async (role) => {
    const twin = createKernelRig();
    const eve = await twin.client({ subject: 'eve', roles: [role], vehicles: ['bus-7'] });
    await eve.send('track:vehicle', { vehicleId: 'bus-7' });
    await eve.send('track:fleet', { tickMs: 20 });
    for (const topic of ['geofence:bus-7', 'drivers', 'users']) await eve.send('subscribe', { topic });
    const rival = await twin.client({ subject: 'eve', tenant: 'rival', vehicles: ['bus-7'] });
    await rival.ask('location:update', { ...FIX, vehicleId: 'bus-7' });
    for (const family of ['drivers', 'users'] as const) await twin.live.append({ tenant: 'rival', family, id: '' }, 'message', { type: 'secret' });
    await twin.live.append({ tenant: 'rival', family: 'geofence', id: 'bus-7' }, 'geofence:alert', { says: 'secret' });
    twin.clock.advance(100);
    expect(await eve.events()).toEqual([]);
    expect(await eve.send('track:vehicle', { vehicleId: 'bus-7' })).toMatchObject({ ok: true, fields: { location: null } });
    await twin.close();
  });

  it('are not crossed by a topic of another tenant either, even where the application allows everything', async () => {
    const generous = createKernelRig({ ports: { authorize: () => true } });
    const client = await generous.client({ roles: ['viewer'] });
    const topic = { tenant: 'rival', family: 'vehicle', id: 'bus-7' } as const;
    await expect(generous.core.subscribe.join(client.session, topic)).rejects.toMatchObject({ code: 'not_found', message: 'no vehicle bus-7 that you may see' });
    await generous.close();
  });
});

describe('authorize', () => {
  const asked: unknown[] = [];
  const access = (answer: () => boolean | undefined | Promise<boolean | undefined>) =>
    createAccess(rig.grants, rig.clock.now, (subject, action, resource) => {
      asked.push([subject.tenant, action, resource]);
      return answer();
    });

  it.each<[string, () => boolean | undefined | Promise<boolean | undefined>, readonly string[]]>([
    ['true', () => true, ['ok', 'ok', 'ok', 'ok']],
    ['a promise of true', async () => true, ['ok', 'ok', 'ok', 'ok']],
    ['false', () => false, ['not_found', 'not_found', 'not_found', 'not_found']],
    ['undefined', () => undefined, READ_VEHICLE.viewer],
    ['a promise of undefined', async () => undefined, READ_VEHICLE.viewer],
    ['an error', () => { throw new Error('database away'); }, ['unavailable', 'unavailable', 'unavailable', 'unavailable']],
    ['a rejection', async () => { throw new Error('database away'); }, ['unavailable', 'unavailable', 'unavailable', 'unavailable']],
  ])('that answers %s', async (_name, answer, row) => {
    const verdicts = await Promise.all(VEHICLES.map(async (vehicle) => {
      const denied: unknown = await access(answer).require(subjectOf('viewer'), 'follow:vehicle', vehicle).catch((error) => error);
      return denied === undefined ? 'ok' : (denied as { code: string }).code;
    }));
    expect(verdicts).toEqual(row);
  });

  it('is asked of the subject, the action and the thing, and always before the built-in rule', async () => {
    asked.length = 0;
    const rules = access(() => undefined);
    expect(rules.mayAtOnce(subjectOf('admin'), 'report:vehicle', 'own')).toBeUndefined();
    await rules.may(subjectOf('admin'), 'report:vehicle', 'own');
    await rules.may(subjectOf('admin'), 'follow:fleet', '');
    await rules.may(subjectOf('admin'), 'follow:users', '');
    expect(asked).toEqual([
      ['acme', 'report:vehicle', { type: 'vehicle', id: 'own' }], ['acme', 'follow:fleet', { type: 'tenant', id: '' }],
      ['acme', 'follow:users', { type: 'topic', id: '' }],
    ]);
  });

  it('that denies everything denies with the code of the action', async () => {
    const denials = await Promise.all((Object.keys(POLICIES) as (keyof typeof POLICIES)[]).map(async (action) => {
      const error: unknown = await access(() => false).require(subjectOf('admin'), action, 'own').catch((denial) => denial);
      return [action, (error as { code: string }).code];
    }));
    expect(Object.fromEntries(denials)).toEqual({
      'report:vehicle': 'forbidden', 'follow:vehicle': 'not_found', 'follow:fleet': 'forbidden', 'follow:drivers': 'forbidden',
      'follow:users': 'forbidden', 'manage:grants': 'forbidden', 'use:own-session': 'forbidden',
    });
  });
});

describe('several roles', () => {
  it('allow what any of them allows', async () => {
    const both: Subject = { ...subjectOf('viewer'), roles: new Set(['viewer', 'driver', 'dispatcher']) };
    for (const action of Object.keys(POLICIES) as (keyof typeof POLICIES)[]) {
      expect(await rig.core.access.may(both, action, 'other')).toBe(true);
    }
    const driving: Subject = { ...both, roles: new Set(['customer', 'driver']) };
    expect([await rig.core.access.may(driving, 'report:vehicle', 'own'), await rig.core.access.may(driving, 'report:vehicle', 'other')]).toEqual([true, false]);
  });

  it('of nobody allow nothing', async () => {
    const nobody: Subject = { ...subjectOf('viewer'), roles: new Set() };
    for (const action of Object.keys(POLICIES) as (keyof typeof POLICIES)[]) expect(await rig.core.access.may(nobody, action, 'own')).toBe(false);
  });

  it('end with the grant: an expired one allows nothing', async () => {
    const { clock } = rig;
    await rig.grants.put('acme', { subject: 'a-viewer', vehicleId: 'lent', expiresAt: new Date(clock.now() + 1000).toISOString() });
    expect(await rig.core.access.may(subjectOf('viewer'), 'follow:vehicle', 'lent')).toBe(true);
    clock.advance(1000);
    expect(await rig.core.access.may(subjectOf('viewer'), 'follow:vehicle', 'lent')).toBe(false);
  });
});
