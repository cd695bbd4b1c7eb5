import {
  COMMAND_NAMES,
  type CommandName,
  ROUTE_NAMES,
  type RouteName,
  routeDefinition,
  TOPIC_FAMILIES,
  topicDefinition,
} from '@waycast/contract';
import { BODY_EXAMPLES, COMMAND_EXAMPLES } from '@waycast/contract/examples';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { freshDatabase } from '../../../../test/fixtures/database.ts';
import { connectSocketIo } from '../gateway/clients/socketio-client.ts';
import { openStream } from '../gateway/clients/sse-client.ts';
import { connectWebSocket } from '../gateway/clients/websocket-client.ts';
import { type SharingServer, startSharingServer, tokenOf } from './sharing-server.ts';

// What a share link opens is written here once more, by hand: whatever is added to the contract must be closed to it.

/** Routes that answer a share link's bearer with something; all others with 403. */
const OPEN_TO_LINKS: ReadonlySet<RouteName> = new Set<RouteName>([
  'lastLocation',
  'currentShare',
  'shareTrail',
  'stream',
]);
const COMMANDS_OPEN: ReadonlySet<CommandName> = new Set<CommandName>([
  'authenticate',
  'track:vehicle',
  'untrack:vehicle',
  'subscribe',
  'unsubscribe',
  'heartbeat',
]);

let server: SharingServer;
let token: string;
beforeAll(async () => {
  server = await startSharingServer({ databaseUrl: await freshDatabase() });
  for (const vehicleId of ['bus-7', 'bus-8']) {
    await server.report(vehicleId);
    await server.report(vehicleId, {}, 'acme');
  }
  ({ token } = await server.share('bus-7', { label: 'The only one' }));
});
afterAll(() => server?.waycast.close());

describe('every route', () => {
  const urlOf = (name: RouteName, vehicleId: string): string =>
    routeDefinition(name)
      .path.replace(':subject', 'someone')
      .replace(/:(id|vehicleId)/, vehicleId)
      .replace(/:\w+/g, 'x');

  it.each(ROUTE_NAMES)('%s', async (name) => {
    const { method, access, body } = routeDefinition(name);
    const example = body === undefined ? undefined : Reflect.get(BODY_EXAMPLES, name);
    if (name === 'stream') return;
    const { status } = await server.call(method, urlOf(name, 'bus-7'), token, example);
    if (OPEN_TO_LINKS.has(name)) expect(status).toBe(200);
    else if (access === 'token') expect([403, 404]).toContain(status);
    else {
      // Open to everyone: the link makes no difference.
      expect((await server.call(method, urlOf(name, 'bus-7'), undefined, example)).status).toBe(status);
    }
  });

  it('hides every other vehicle as if it were absent', async () => {
    const answers = ['bus-8', 'ghost'].map(async (id) => {
      const { status, json } = await server.call('GET', `/api/tracking/vehicles/${id}/location`, token);
      return [
        status,
        JSON.stringify(json)
          .replaceAll(id, 'ID')
          .replace(/"requestId":"[^"]*"/, ''),
      ];
    });
    const [one, other] = await Promise.all(answers);
    expect(one?.[0]).toBe(404);
    expect(one).toEqual(other);
  });
});

const TRANSPORTS = {
  WebSocket: () => connectWebSocket(`${server.url.replace('http', 'ws')}/ws`, token),
  'Socket.IO': () =>
    connectSocketIo({ url: server.url, namespace: '/transport', transport: 'websocket' }, token),
};

describe.each(Object.entries(TRANSPORTS))('over %s', (_, connect) => {
  const client = async () => {
    const connected = await connect();
    onTestFinished(() => connected.close());
    return connected;
  };

  it.each(COMMAND_NAMES)('command %s', async (name) => {
    const input = name === 'authenticate' ? { token } : COMMAND_EXAMPLES[name];
    const ours = name === 'subscribe' || name === 'unsubscribe' ? { topic: 'vehicle:bus-7' } : input;
    const ack = await (await client()).ask(name, ours);
    expect(ack).toMatchObject(
      COMMANDS_OPEN.has(name) ? { ok: true } : { ok: false, error: { code: 'forbidden' } },
    );
  });

  it.each(TOPIC_FAMILIES)('topic %s', async (family) => {
    const id = family === 'region' ? 'gc3gee' : 'bus-7';
    const topic = topicDefinition(family).hasId ? `${family}:${id}` : family;
    const ack = await (await client()).ask('subscribe', { topic });
    expect(ack).toMatchObject(
      family === 'vehicle' ? { ok: true } : { ok: false, error: { code: 'forbidden' } },
    );
  });

  it('follows its vehicle, and hears nothing of others, of fences or of messages to users', async () => {
    const follower = await client();
    expect(await follower.ask('track:vehicle', { vehicleId: 'bus-8' })).toMatchObject({
      ok: false,
      error: { code: 'not_found' },
    });
    expect(await follower.ask('track:vehicle', { vehicleId: 'bus-7' })).toMatchObject({
      ok: true,
      location: { vehicleId: 'bus-7' },
    });
    await server.waycast.broadcastToAllUsers({ type: 'staff_only' });
    server.waycast.io.of('/transport').to('vehicle:bus-7').emit('note', { secret: true });
    await server.report('bus-8', { latitude: 52.1 });
    await server.report('bus-7', { latitude: 52.2 }, 'acme');
    await server.report('bus-7', { latitude: 52.3 });
    await follower.until(({ data }) => data.latitude === 52.3);
    expect(new Set(follower.received.map(({ event }) => event))).toEqual(new Set(['location:update']));
    expect(follower.received.map(({ data }) => [data.vehicleId, data.latitude]).at(-1)).toEqual([
      'bus-7',
      52.3,
    ]);
    expect(follower.received.every(({ data }) => data.latitude !== 52.1 && data.latitude !== 52.2)).toBe(
      true,
    );
  });

  it('a heartbeat moves no member of a region', async () => {
    await (await client()).ask('heartbeat', { latitude: 52.66, longitude: -8.63 });
    const staff = await connectWebSocket(`${server.url.replace('http', 'ws')}/ws`, await tokenOf());
    onTestFinished(() => staff.close());
    expect(await staff.ask('region:join', { geohash: 'gc3gee' })).toMatchObject({ ok: true, members: 1 });
  });

  it('cannot become someone else', async () => {
    const follower = await client();
    expect(await follower.ask('authenticate', { token: await tokenOf() })).toMatchObject({
      ok: false,
      error: { code: 'conflict' },
    });
    expect(await follower.ask('track:fleet', {})).toMatchObject({ ok: false, error: { code: 'forbidden' } });
  });
});

describe('a stream', () => {
  const stream = async (topics: string) => {
    const client = await openStream(`${server.url}/api/stream?topics=${topics}`, token);
    onTestFinished(() => client.close());
    return client;
  };

  it('carries the vehicle', async () => {
    const client = await stream('vehicle:bus-7');
    await client.until(({ data }) => data.vehicleId === 'bus-7');
  });

  it.each(['geofence:bus-7', 'fleet', 'users', 'drivers', 'region:gc3gee', 'company:bus-7', 'vehicle:bus-8'])(
    'refuses %s, also beside the vehicle',
    async (topic) => {
      for (const topics of [topic, `vehicle:bus-7,${topic}`])
        expect((await (await stream(topics)).ended).code).toBe(
          topic === 'vehicle:bus-8' ? 'not_found' : 'forbidden',
        );
    },
  );
});

it("an application's own rule cannot widen a link, and can close it", async () => {
  const generous = await startSharingServer({
    databaseUrl: await freshDatabase(),
    authorize: (_subject, _action, { id }) => id !== 'closed',
  });
  onTestFinished(() => generous.waycast.close());
  await generous.report('bus-7');
  await generous.report('bus-8');
  const open = await generous.share('bus-7');
  const location = (share: string, id: string) =>
    generous.call('GET', `/api/tracking/vehicles/${id}/location`, share);
  expect((await location(open.token, 'bus-7')).status).toBe(200);
  expect((await location(open.token, 'bus-8')).status).toBe(404);
  expect((await generous.call('GET', '/api/tracking/vehicles', open.token)).status).toBe(403);
});
