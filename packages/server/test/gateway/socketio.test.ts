import { io, type Socket } from 'socket.io-client';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { fixOf, timeOf } from '../../src/conformance/transport-facts.ts';
import { enginePathOf } from '../../src/gateway/socketio/engine-path.ts';
import { openStage, type Stage } from './stage.ts';

let stage: Stage;
const sockets: Socket[] = [];
beforeAll(async () => {
  stage = await openStage();
});
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.disconnect();
});
afterAll(() => stage?.close());

function open(options: Parameters<typeof io>[1] = {}, namespace = '/transport'): Socket {
  const socket = io(`http://127.0.0.1:${stage.port}${namespace}`, {
    forceNew: true,
    reconnectionDelay: 20,
    reconnectionDelayMax: 50,
    ...options,
  });
  sockets.push(socket);
  return socket;
}

/** The first occurrence of an event, with its arguments. */
function next(socket: Socket, event: string): Promise<unknown[]> {
  return new Promise((resolve) => socket.once(event, (...args: unknown[]) => resolve(args)));
}

const token = (tenant = 'socketio'): Promise<string> =>
  stage.token({ tenant, subject: 'd', roles: ['dispatcher'] });

describe('Socket.IO', () => {
  it("tells a refused token as connect_error with the catalogue's error, and the client stays away", async () => {
    const socket = open({ auth: { token: 'x' } });
    const [error] = await next(socket, 'connect_error');
    expect(error).toMatchObject({
      message: expect.any(String),
      data: { code: 'unauthenticated', requestId: expect.any(String) },
    });
    expect(socket.active).toBe(false);
  });

  it.each([[7], [{}], [['a']]])('refuses %j as a token', async (value) => {
    const [error] = await next(open({ auth: { token: value } }), 'connect_error');
    expect(error).toMatchObject({ data: { code: 'invalid' } });
  });

  it('starts with long polling and upgrades, without losing or doubling an event', async () => {
    const socket = open({ auth: { token: await token('upgrade') } });
    const times: unknown[] = [];
    socket.on('location:update', (update) => times.push(update.timestamp));
    await next(socket, 'connect');
    await socket.emitWithAck('track:vehicle', 'bus-1');
    for (let n = 1; socket.io.engine.transport.name === 'polling' || n <= 50; n++)
      await stage.report('upgrade', fixOf('bus-1', n));
    await stage.report('upgrade', fixOf('bus-1', 3_000));
    await expect.poll(() => times.at(-1)).toBe(timeOf(3_000));
    expect(times).toEqual(
      times.map((_, index) => (index === times.length - 1 ? timeOf(3_000) : timeOf(index + 1))),
    );
  });

  it('writes straight to the connection of a WebSocket client', async () => {
    const socket = open({ auth: { token: await token() }, transports: ['websocket'] });
    await next(socket, 'connect');
    await socket.emitWithAck('heartbeat');
    const server = stage.socketIo.io.of('/transport').sockets.get(socket.id ?? '');
    expect(server && enginePathOf(server.conn).isDirect).toBe(true);
  });

  it('serves both namespaces over one connection', async () => {
    const auth = { token: await token('both') };
    const first = open({ auth, forceNew: false, transports: ['websocket'] }, '/');
    const second = open({ auth, forceNew: false, transports: ['websocket'] }, '/transport');
    await Promise.all([next(first, 'connect'), next(second, 'connect')]);
    expect(first.io).toBe(second.io);
    await first.emitWithAck('track:vehicle', 'bus-1');
    await second.emitWithAck('track:vehicle', 'bus-1');
    const both = Promise.all([next(first, 'location:update'), next(second, 'location:update')]);
    await stage.report('both', fixOf('bus-1', 1));
    expect((await both).map(([update]) => update)).toMatchObject([
      { vehicleId: 'bus-1' },
      { vehicleId: 'bus-1' },
    ]);
  });

  it('[P1] takes one object in place of positional arguments', async () => {
    const socket = open({ auth: { token: await token() } });
    await expect(socket.emitWithAck('track:vehicle', { vehicleId: 'bus-1' })).resolves.toMatchObject({
      ok: true,
    });
    await expect(socket.emitWithAck('track:vehicle')).resolves.toMatchObject({
      ok: false,
      error: { code: 'invalid' },
    });
    await expect(socket.emitWithAck('heartbeat', null)).resolves.toMatchObject({ ok: true });
  });

  it('answers an event called error like any other that is no command', async () => {
    const socket = open({ auth: { token: await token() } });
    await expect(socket.emitWithAck('error', 'mine')).resolves.toMatchObject({
      ok: false,
      error: { code: 'invalid' },
    });
  });

  it('answers binary arguments with invalid', async () => {
    const socket = open({ auth: { token: await token() } });
    await expect(socket.emitWithAck('location:update', Buffer.alloc(100))).resolves.toMatchObject({
      ok: false,
      error: { code: 'invalid' },
    });
    await expect(socket.emitWithAck('track:vehicle', Buffer.alloc(10))).resolves.toMatchObject({
      ok: false,
      error: { code: 'invalid' },
    });
  });

  it.each([
    { family: 'vehicle', id: 'bus-1', tenant: 'rooms' },
    { family: 'trip', id: 'north~2026-05-04', tenant: 'trips' },
  ])(
    "[P66] puts followers of a $family into its room for the application's own events, with the tenant in front",
    async ({ family, id, tenant }) => {
      const socket = open({ auth: { token: await token(tenant) } });
      await socket.emitWithAck(`track:${family}`, id);
      const custom = next(socket, 'custom');
      stage.socketIo.io.of('/transport').to(`${family}:${id}`).emit('custom', 'of the default tenant');
      stage.socketIo.io.of('/transport').to(`${tenant}:${family}:${id}`).emit('custom', 'of the own tenant');
      expect(await custom).toEqual(['of the own tenant']);
      await socket.emitWithAck(`untrack:${family}`, id);
      expect(stage.socketIo.io.of('/transport').adapter.rooms.has(`${tenant}:${family}:${id}`)).toBe(false);
    },
  );

  it('[P66] rooms of regions move with the membership, and companies have them too', async () => {
    const socket = open({ auth: { token: await token('places') } });
    const { rooms } = stage.socketIo.io.of('/transport').adapter;
    const joined = (): string[] => [...rooms.keys()].filter((room) => room.startsWith('places:')).sort();
    await socket.emitWithAck('region:join', 'gc3gee');
    await socket.emitWithAck('join:company', 'c-1');
    expect(joined()).toEqual(['places:company:c-1', 'places:region:gc3gee']);
    await socket.emitWithAck('heartbeat', { latitude: 52.68, longitude: -8.6267 });
    expect(joined()).toEqual(['places:company:c-1', 'places:region:gc3gew']);
  });

  it('leaves events that the application listens for to it', async () => {
    stage.socketIo.io
      .of('/')
      .once('connection', (server) => server.on('mine', (ack: (answer: string) => void) => ack('yes')));
    const socket = open({ auth: { token: await token() } }, '/');
    await next(socket, 'connect');
    await expect(socket.emitWithAck('mine')).resolves.toBe('yes');
  });

  it('lets the application refuse a socket that Waycast has let in, and forgets its session', async () => {
    const namespace = stage.socketIo.io.of('/');
    namespace.use((server, done) =>
      done(server.handshake.auth.refuse === true ? new Error('not today') : undefined),
    );
    const [error] = await next(
      open({ auth: { token: await token('refused'), refuse: true } }, '/'),
      'connect_error',
    );
    expect(error).toMatchObject({ message: 'not today' });
    await expect
      .poll(() => [...stage.core.sessions.all].filter(({ subject }) => subject?.tenant === 'refused'))
      .toEqual([]);
  });

  it('comes back by itself, and is served, when the server moves', async () => {
    const old = await openStage();
    const socket = io(`http://127.0.0.1:${old.port}`, {
      forceNew: true,
      reconnectionDelay: 20,
      reconnectionDelayMax: 50,
      auth: { token: await token() },
    });
    sockets.push(socket);
    await next(socket, 'connect');
    const told = Promise.all([
      next(socket, 'server:moving'),
      next(socket, 'error'),
      next(socket, 'disconnect'),
    ]);
    await old.core.sessions.drain({ firstMs: 0, lastMs: 0, deadlineMs: 0 });
    expect(await told).toMatchObject([
      [{ delayMs: 0 }],
      [{ code: 'server_moving' }],
      ['transport close', expect.anything()],
    ]);
    const back = next(socket, 'connect');
    await old.close();
    const successor = await openStage({ port: old.port });
    await back;
    await expect(socket.emitWithAck('heartbeat')).resolves.toMatchObject({ ok: true });
    socket.disconnect();
    await successor.close();
  });
});
