import { WaycastError } from '@waycast/contract/errors';
import { describe, expect, it } from 'vitest';
import { createConnection } from '../src/index.ts';
import { connected, connectionTo, reaches, startPeer, Told } from './connected.ts';

describe('connecting', () => {
  it('authenticates with the first message and opens', async () => {
    const { peer, connection } = await connected();
    expect(peer.received).toEqual([{ type: 'authenticate', id: 1, token: 'a-token' }]);
    expect(connection.state).toMatchObject({ phase: 'open', attempt: 1 });
  });

  it('refuses an address that is not http', () => {
    expect(() => createConnection({ url: 'localhost:3000', token: 't' })).toThrow(
      /takes the server's http or https address/,
    );
  });

  it('ends with an error that helps when the runtime has no WebSocket', () => {
    const original = globalThis.WebSocket;
    Reflect.deleteProperty(globalThis, 'WebSocket');
    try {
      const connection = createConnection({ url: 'http://127.0.0.1:1', token: 't' });
      connection.connect();
      expect(connection.state).toMatchObject({
        phase: 'closed',
        reason: { message: expect.stringContaining('webSocket') },
      });
    } finally {
      Object.defineProperty(globalThis, 'WebSocket', { value: original, configurable: true, writable: true });
    }
  });

  it('keeps trying until a server appears', async () => {
    const first = await startPeer();
    const { port, url } = first;
    await first.close();
    const connection = connectionTo(url);
    const waiting = reaches(connection, 'waiting');
    connection.connect();
    expect((await waiting).reason.code).toBe('unavailable');
    const open = reaches(connection, 'open');
    await startPeer(port);
    await open;
  });

  it('gives up an attempt that takes too long, and tries again', async () => {
    const peer = await startPeer();
    peer.silent.add('authenticate');
    const connection = connectionTo(peer.url, { connectTimeoutMs: 30 });
    const waiting = reaches(connection, 'waiting');
    connection.connect();
    expect((await waiting).reason.code).toBe('timeout');
    peer.silent.clear();
    await reaches(connection, 'open');
  });
});

describe('losing the link', () => {
  it.each([
    [4450, 'slow_consumer'],
    [4451, 'server_moving'],
    [4503, 'unavailable'],
    [4429, 'rate_limited'],
    [1001, 'unavailable'],
  ])('reconnects after close code %i', async (closeCode, code) => {
    const { peer, connection } = await connected();
    const waiting = reaches(connection, 'waiting');
    const open = reaches(connection, 'open');
    peer.socket.close(closeCode, 'why');
    expect((await waiting).reason.code).toBe(code);
    await open;
    expect(peer.count('authenticate')).toBe(2);
  });

  it.each([
    [4401, 'unauthenticated'],
    [4403, 'forbidden'],
  ])('close code %i ends a connection whose token cannot change', async (closeCode, code) => {
    const { peer, connection } = await connected();
    const closed = reaches(connection, 'closed');
    peer.socket.close(closeCode, 'no');
    expect((await closed).reason?.code).toBe(code);
  });

  it('asks the token function again after 4401, and goes on with another token', async () => {
    const tokens = ['old', 'new'];
    const { peer, connection } = await connected({ token: async () => tokens.shift() ?? 'none' });
    const open = reaches(connection, 'open');
    peer.socket.close(4401, 'expired');
    await open;
    expect(await peer.command('authenticate', 2)).toMatchObject({ token: 'new' });
  });

  it('ends when the token function has only what was refused', async () => {
    const { peer, connection } = await connected({ token: async () => 'always the same' });
    const closed = reaches(connection, 'closed');
    peer.socket.close(4401, 'expired');
    expect((await closed).reason).toMatchObject({
      code: 'unauthenticated',
      message: expect.stringContaining('Sign in'),
    });
    expect(peer.count('authenticate')).toBe(1);
  });

  it('waits and asks again when the token function fails to reach its server', async () => {
    const peer = await startPeer();
    let asked = 0;
    const connection = connectionTo(peer.url, {
      token: async () => {
        if (++asked === 1) throw new Error('no network');
        return 'token';
      },
    });
    const waiting = reaches(connection, 'waiting');
    const open = reaches(connection, 'open');
    connection.connect();
    expect((await waiting).reason.message).toBe('Could not get a token: no network');
    await open;
  });

  it('ends when authenticate is refused', async () => {
    const peer = await startPeer();
    peer.refuse('authenticate', new WaycastError('unauthenticated', 'signed with another key'));
    const connection = connectionTo(peer.url);
    const closed = reaches(connection, 'closed');
    connection.connect();
    expect((await closed).reason?.message).toBe('signed with another key');
  });

  it('waits as long as an error event before the close says', async () => {
    const { peer, connection } = await connected();
    const waiting = reaches(connection, 'waiting');
    peer.socket.send({ type: 'error', code: 'rate_limited', message: 'too many', retryAfterMs: 60_000 });
    peer.socket.close(4429);
    const { retryAt, reason } = await waiting;
    expect(reason.retryAfterMs).toBe(60_000);
    expect(retryAt - Date.now()).toBeGreaterThan(50_000);
  });

  it('takes silence for death', async () => {
    const { peer, connection } = await connected({ heartbeatMs: 10, deadAfterMs: 80 });
    await peer.command('heartbeat', 2);
    expect(connection.state.phase).toBe('open');
    const waiting = reaches(connection, 'waiting');
    peer.silent.add('heartbeat');
    expect((await waiting).reason).toMatchObject({
      code: 'timeout',
      message: expect.stringContaining('silent'),
    });
  });

  it('leaves a draining server when it asks to, without waiting for the close', async () => {
    const { peer, connection } = await connected();
    const phases = new Told<string>();
    connection.onState(({ phase }) => phases.tell(phase));
    peer.socket.send({ type: 'server:moving', delayMs: 5 });
    expect(await phases.first(4)).toEqual(['open', 'connecting', 'authenticating', 'open']);
  });

  it('renews a token that expires soon on the live socket', async () => {
    const tokens = ['old', 'new'];
    const { peer, connection } = await connected({ token: async () => tokens.shift() ?? 'none' });
    peer.socket.send({ type: 'token:expiring', expiresAt: '2030-01-01T00:00:00.000Z' });
    expect(await peer.command('authenticate', 2)).toMatchObject({ token: 'new' });
    expect(connection.state.phase).toBe('open');
    expect(peer.sockets).toHaveLength(1);
  });
});

describe('calls', () => {
  it('resolve with the ack, without its envelope', async () => {
    const { peer, connection } = await connected();
    peer.answers.set('heartbeat', () => ({ serverTime: 'now' }));
    expect(await connection.call('heartbeat', { latitude: 1, longitude: 2 })).toEqual({ serverTime: 'now' });
    expect(await peer.command('heartbeat')).toMatchObject({ latitude: 1, longitude: 2 });
  });

  it('reject with the error of the server', async () => {
    const { peer, connection } = await connected();
    peer.refuse('track:vehicle', new WaycastError('rate_limited', 'slow down', { retryAfterMs: 9 }));
    const call = connection.call('track:vehicle', { vehicleId: 'bus-7' });
    await expect(call).rejects.toMatchObject({ name: 'WaycastError', code: 'rate_limited', retryAfterMs: 9 });
  });

  it('reject when no answer comes in time', async () => {
    const { peer, connection } = await connected({ ackTimeoutMs: 20 });
    peer.silent.add('heartbeat');
    await expect(connection.call('heartbeat')).rejects.toMatchObject({ code: 'timeout' });
  });

  it('wait for the connection and are sent in order', async () => {
    const peer = await startPeer();
    const connection = connectionTo(peer.url);
    connection.connect();
    const calls = ['a', 'b', 'c'].map((vehicleId) => connection.call('untrack:vehicle', { vehicleId }));
    await Promise.all(calls);
    expect(peer.received.slice(1).map((frame) => frame.vehicleId)).toEqual(['a', 'b', 'c']);
  });

  it('reject beyond 256 that wait, and when nobody connects', async () => {
    const peer = await startPeer();
    const connection = connectionTo(peer.url);
    await expect(connection.call('heartbeat')).rejects.toThrow('Call connect() first');
    connection.connect();
    const calls = Array.from({ length: 256 }, () => connection.call('heartbeat'));
    await expect(connection.call('heartbeat')).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringContaining('256'),
    });
    await Promise.all(calls);
  });

  it('are at most 32 on their way at a time', async () => {
    const { peer, connection } = await connected();
    peer.silent.add('heartbeat');
    const calls = Array.from({ length: 40 }, () => connection.call('heartbeat'));
    const [first] = await Promise.all([peer.command('heartbeat', 1), peer.command('heartbeat', 32)]);
    peer.silent.clear();
    await peer.socket.sync();
    expect(peer.count('heartbeat')).toBe(32);
    for (let id = Number(first.id); id < Number(first.id) + 32; id++)
      peer.socket.send({ type: 'ack', id, ok: true });
    await Promise.all(calls);
  });

  it('reject when the link breaks before the answer', async () => {
    const { peer, connection } = await connected();
    peer.silent.add('heartbeat');
    const call = connection.call('heartbeat');
    const refused = expect(call).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringContaining('may have been'),
    });
    await peer.command('heartbeat');
    peer.socket.cut();
    await refused;
  });

  it('close() rejects what waits and stops everything', async () => {
    const peer = await startPeer();
    const connection = connectionTo(peer.url);
    connection.connect();
    const refused = expect(connection.call('heartbeat')).rejects.toMatchObject({ code: 'unavailable' });
    connection.close();
    await refused;
    expect(connection.state).toEqual({ phase: 'closed', reason: null });
  });

  it('connect() after close() opens again', async () => {
    const { connection } = await connected();
    connection.close();
    const open = reaches(connection, 'open');
    connection.connect();
    await open;
  });
});

describe('events', () => {
  it('reach listeners as they come, until they stop', async () => {
    const { peer, connection } = await connected();
    const told = new Told<object>();
    const stop = connection.on('message', told.tell);
    // Messages to drivers and users come under the type that their sender gave them.
    peer.socket.send({ type: 'new_order', order: 'o-1' });
    expect(await told.first(1)).toEqual([{ type: 'new_order', order: 'o-1' }]);
    stop();
    peer.socket.send({ type: 'new_order', order: 'o-2' });
    await connection.call('heartbeat');
    expect(told.all).toHaveLength(1);
  });

  it('ends a link on which something else than frames comes', async () => {
    const { peer, connection } = await connected();
    const waiting = reaches(connection, 'waiting');
    peer.socket.send([1, 2]);
    expect((await waiting).reason.message).toContain('not a JSON frame');
  });
});
