import {
  COMMAND_NAMES,
  ROLES,
  ROUTE_NAMES,
  type Role,
  type Subject,
  TOPIC_FAMILIES,
  topicDefinition,
} from '@waycast/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROUTE_ACTIONS } from '../../src/kernel/route-actions.ts';
import { createKernelRig, type KernelRig, LIMITS } from './kernel-rig.ts';
import { VEHICLES, type Vehicle } from './policy-rows.ts';
import { COMMAND_TABLES, ROUTE_TABLES, TOPIC_TABLES } from './policy-tables.ts';

const FIX = { latitude: 52.5, longitude: -8.5 };

const REGION = 'gc5zgt';

function inputOf(command: keyof typeof COMMAND_TABLES, vehicleId: Vehicle): unknown {
  switch (command) {
    case 'location:update':
      return { ...FIX, vehicleId };
    case 'unsubscribe':
      return { topic: `vehicle:${vehicleId}` };
    case 'track:vehicle':
    case 'untrack:vehicle':
      return { vehicleId };
    case 'track:trip':
    case 'untrack:trip':
      return { tripId: vehicleId };
    case 'order:view':
    case 'order:unview':
    case 'order:accept':
      return { orderId: vehicleId };
    case 'join:conversation':
    case 'leave:conversation':
    case 'message:list':
    case 'typing':
      return { conversationId: vehicleId };
    case 'message:send':
      return { conversationId: vehicleId, body: 'hello', clientId: 'm-1' };
    case 'message:edit':
      return { conversationId: vehicleId, offset: 1, body: 'hello' };
    case 'message:delete':
    case 'message:read':
      return { conversationId: vehicleId, offset: 1 };
    case 'message:react':
      return { conversationId: vehicleId, offset: 1, emoji: null };
    case 'region:join':
      return { geohash: REGION };
    case 'join:company':
      return { companyId: vehicleId };
    case 'track:fleet':
    case 'untrack:fleet':
    case 'heartbeat':
      return undefined;
  }
}

function subjectOf(role: Role): Subject {
  return {
    id: `a-${role}`,
    tenant: 'acme',
    roles: new Set([role]),
    vehicles: new Set(['own']),
    expiresAt: Number.MAX_SAFE_INTEGER,
  };
}

function clientOf(rig: KernelRig, role: Role) {
  return rig.client({ subject: `a-${role}`, roles: [role], vehicles: ['own'] });
}

let rig: KernelRig;
beforeAll(async () => {
  rig = createKernelRig({ settings: { limits: { ...LIMITS, connectionsPerSubject: 1000 } } });
  const [acme, rival] = [await rig.client(), await rig.client({ tenant: 'rival' })];
  for (const vehicleId of ['own', 'granted', 'other'])
    await acme.ask('location:update', { ...FIX, vehicleId });
  await rival.ask('location:update', { ...FIX, vehicleId: 'foreign' });
  for (const role of ROLES) await rig.grants.put('acme', { subject: `a-${role}`, vehicleId: 'granted' });
  // What the rival grants counts for the rival alone.
  for (const role of ROLES) await rig.grants.put('rival', { subject: `a-${role}`, vehicleId: 'foreign' });
});
afterAll(() => rig?.close());

describe('the tables', () => {
  it('name every command, topic and route', () => {
    expect([...Object.keys(COMMAND_TABLES), 'subscribe', 'authenticate'].sort()).toEqual(
      [...COMMAND_NAMES].sort(),
    );
    expect(Object.keys(TOPIC_TABLES).sort()).toEqual([...TOPIC_FAMILIES].sort());
    expect(Object.keys(ROUTE_TABLES).sort()).toEqual([...ROUTE_NAMES].sort());
  });
});

describe.each(ROLES)('[P14] [P15] role %s', (role) => {
  it.each(Object.keys(COMMAND_TABLES) as (keyof typeof COMMAND_TABLES)[])('command %s', async (command) => {
    const row: string[] = [];
    for (const vehicle of VEHICLES)
      row.push(await (await clientOf(rig, role)).verdict(command, inputOf(command, vehicle)));
    expect(row).toEqual(COMMAND_TABLES[command][role]);
  });

  it.each(TOPIC_FAMILIES)('topic %s', async (family) => {
    const row: string[] = [];
    for (const vehicle of VEHICLES) {
      const id = family === 'region' ? REGION : vehicle;
      const topic = topicDefinition(family).hasId ? `${family}:${id}` : family;
      row.push(await (await clientOf(rig, role)).verdict('subscribe', { topic }));
    }
    expect(row).toEqual(TOPIC_TABLES[family][role]);
  });

  it.each(ROUTE_NAMES)('route %s', async (route) => {
    const [table, action] = [ROUTE_TABLES[route], ROUTE_ACTIONS[route]];
    if (action === 'open' || action === 'by-topic') return expect(table).toBe(action);
    const row = await Promise.all(
      VEHICLES.map(async (vehicle) => {
        const denied: unknown = await rig.core.access
          .require(subjectOf(role), action, vehicle)
          .catch((error) => error);
        return denied === undefined ? 'ok' : (denied as { code: string }).code;
      }),
    );
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
    for (const family of ['drivers', 'users'] as const)
      await twin.live.append({ tenant: 'rival', family, id: '' }, 'message', { type: 'secret' });
    await twin.live.append({ tenant: 'rival', family: 'geofence', id: 'bus-7' }, 'geofence:alert', {
      says: 'secret',
    });
    twin.clock.advance(100);
    expect(await eve.events()).toEqual([]);
    expect(await eve.send('track:vehicle', { vehicleId: 'bus-7' })).toMatchObject({
      ok: true,
      fields: { location: null },
    });
    await twin.close();
  });

  it('are not crossed by a topic of another tenant either, even where the application allows everything', async () => {
    const generous = createKernelRig({ ports: { authorize: () => true } });
    const client = await generous.client({ roles: ['viewer'] });
    const topic = { tenant: 'rival', family: 'vehicle', id: 'bus-7' } as const;
    await expect(generous.core.subscribe.join(client.session, topic)).rejects.toMatchObject({
      code: 'not_found',
      message: 'no vehicle bus-7 that you may see',
    });
    await generous.close();
  });
});
