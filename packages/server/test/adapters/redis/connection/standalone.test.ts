import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeCertificates } from '../../../../../../test/fixtures/certificates.ts';
import { freePort } from '../../../../../../test/fixtures/processes.ts';
import { type RedisServer, startRedis } from '../../../../../../test/fixtures/redis.ts';
import { startTcpProxy, type TcpProxy } from '../../../../../../test/fixtures/tcp-proxy.ts';
import { until } from '../../../../../../test/fixtures/until.ts';
import { arrives, connectionsAt, follow, LOGIN, type Opened, open, script } from './rig.ts';

const GONE =
  /^warn Redis connection failed: .+[^.]\. Running in standalone mode\. Server will continue without Redis$/;

describe('one Redis', () => {
  let server: RedisServer;
  let opened: Opened;

  beforeEach(async () => {
    server = await startRedis();
    opened = await open({ url: server.url });
  });
  afterEach(async () => {
    await opened.redis.close();
    await server.stop();
  });

  it('is connected once opened, runs commands and scripts, and says so once', async () => {
    const { redis } = opened;
    expect(redis).toMatchObject({ state: 'connected', cluster: false });
    expect(await redis.command('key', ['SET', 'key', 'ä'])).toBe('OK');
    expect(await redis.command(undefined, ['GET', 'key'])).toBe('ä');
    expect(await redis.onEveryMaster(['DBSIZE'])).toHaveLength(1);
    const echo = script('return {KEYS[1], ARGV[1], 7, redis.call("GET", "nothing")}');
    const reply = { value: ['key', 'value', 7, null], migrating: false };
    expect(await redis.run(echo, ['key'], ['value'])).toEqual(reply);
    await redis.command(undefined, ['SCRIPT', 'FLUSH']);
    expect(await redis.run(echo, ['key'], ['value'])).toEqual(reply);
    expect(opened.lines()).toEqual(['info Redis connected successfully']);
  });

  it("passes the server's word about one command on, and counts it", async () => {
    const { redis } = opened;
    await redis.command('key', ['SET', 'key', 'text']);
    await expect(redis.command('key', ['INCR', 'key'])).rejects.toThrow(/not an integer/);
    await expect(redis.run(script('return nonsense('), ['key'], [])).rejects.toThrow(/compiling script/);
    expect(redis.counts.errors).toBe(2);
    expect(redis.state).toBe('connected');
  });

  it('gives messages to every listener of a channel or pattern, as text or bytes, until it ends', async () => {
    const { redis } = opened;
    const first = await follow(redis, 'channel');
    const second = await follow(redis, 'channel');
    const patterns: string[] = [];
    await redis.subscriptions.add(
      'chan*',
      (message, channel) => patterns.push(`${channel} ${message}`),
      'pattern',
    );
    const bytes: Buffer[] = [];
    await redis.subscriptions.addBytes('bytes', (message) => bytes.push(message), 'broadcast');
    expect(redis.counts).toMatchObject({ channels: 3, subscriptions: 4 });
    await first.end();
    await arrives(redis, 'channel', second.heard, 'one');
    await redis.command(undefined, ['PUBLISH', 'bytes', Buffer.from([0, 255, 128])]);
    await until('bytes', () => bytes.length === 1);
    expect(bytes).toEqual([Buffer.from([0, 255, 128])]);
    expect(first.heard).toEqual([]);
    expect(patterns).toEqual(['channel one']);
    await second.end();
    expect(redis.counts).toMatchObject({ channels: 2, subscriptions: 2, published: 2 });
    expect(await server.cli('PUBSUB', 'NUMSUB', 'channel')).toEqual(['channel', 0]);
  });

  it('keeps a channel that is taken again while it is being given up', async () => {
    const { redis } = opened;
    for (let round = 0; round < 20; round++) {
      const before = await follow(redis, 'channel');
      const ended = before.end();
      const after = await follow(redis, 'channel');
      await ended;
      await arrives(redis, 'channel', after.heard, `round ${round}`);
      await after.end();
    }
    expect(redis.counts.channels).toBe(0);
  });

  it('goes on when a listener throws, and logs it', async () => {
    const { redis } = opened;
    await redis.subscriptions.add('channel', () => {
      throw new Error('broken');
    });
    const { heard } = await follow(redis, 'channel');
    await arrives(redis, 'channel', heard, 'one');
    await arrives(redis, 'channel', heard, 'two');
    expect(opened.lines().slice(1)).toEqual(['error a listener of a Redis channel failed']);
  });

  it.each(['pubsub', 'normal'])(
    'mends a killed %s connection, and tells of a gap where there was one',
    async (type) => {
      const { redis } = opened;
      const { heard } = await follow(redis, 'channel');
      await server.cli('CLIENT', 'KILL', 'TYPE', type);
      await until('it is noticed', () => opened.states.length > 0);
      await opened.becomes('connected');
      await arrives(redis, 'channel', heard, 'one');
      expect(opened.gaps).toEqual(type === 'pubsub' ? ['channel'] : []);
      expect(opened.states).toEqual(['unproven', 'connected']);
      await until('nothing is left of the old ones', async () => {
        const channels = await server.cli('PUBSUB', 'CHANNELS');
        return Array.isArray(channels) && channels.length === 2;
      });
    },
  );

  it('notices a Redis that died, and names the process that came after it', async () => {
    const { redis } = opened;
    const { heard } = await follow(redis, 'channel');
    const generation = redis.generationOf('key');
    expect(generation).not.toBe('');
    await server.kill();
    await opened.becomes('disconnected');
    await expect(redis.command('key', ['GET', 'key'])).rejects.toMatchObject({ code: 'unavailable' });
    await expect(redis.publish('channel', 'lost')).rejects.toMatchObject({ code: 'unavailable' });
    const meanwhile = await follow(redis, 'taken while away');
    await server.start();
    await opened.becomes('connected');
    await arrives(redis, 'channel', heard, 'one');
    await arrives(redis, 'taken while away', meanwhile.heard, 'two');
    await until('both were told', () => opened.gaps.length === 2);
    expect(opened.gaps.toSorted()).toEqual(['channel', 'taken while away']);
    expect(redis.generationOf('key')).not.toBe(generation);
    const [connected, ...rest] = opened.lines();
    const last = rest.at(-1);
    expect([connected, last]).toEqual([
      'info Redis connected successfully',
      'info Redis connected successfully',
    ]);
    expect(rest.filter((line) => GONE.test(line))).toHaveLength(1);
  });

  it('notices a Redis that stands still, and that it goes on', async () => {
    const { redis } = opened;
    const { heard } = await follow(redis, 'channel');
    server.pause();
    const call = redis.command('key', ['GET', 'key']);
    await expect(call).rejects.toMatchObject({ code: 'unavailable' });
    await opened.becomes('disconnected');
    server.resume();
    await opened.becomes('connected');
    await arrives(redis, 'channel', heard, 'one');
    expect(opened.gaps).toEqual(['channel']);
  });

  it('waits for a Redis that takes no writes, on the same connections', async () => {
    const { redis } = opened;
    await server.cli('CONFIG', 'SET', 'min-replicas-to-write', '1');
    await opened.becomes('disconnected');
    expect(opened.lines().at(-1)).toContain('NOREPLICAS');
    expect(await redis.command('key', ['GET', 'key'])).toBeNull();
    await server.cli('CONFIG', 'SET', 'min-replicas-to-write', '0');
    await opened.becomes('connected');
    expect(opened.gaps).toEqual([]);
  });

  it('leaves a server that was made a replica, and comes back when it is a master again', async () => {
    const { heard } = await follow(opened.redis, 'channel');
    await server.cli('REPLICAOF', '127.0.0.1', String(await freePort()));
    await opened.becomes('disconnected');
    await server.cli('REPLICAOF', 'NO', 'ONE');
    await opened.becomes('connected');
    await arrives(opened.redis, 'channel', heard, 'one');
  });

  it('leaves nothing behind when it is closed', async () => {
    const { redis } = opened;
    const { end } = await follow(redis, 'channel');
    expect(await connectionsAt(server)).toEqual(['waycast-commands', 'waycast-subscriber']);
    const call = redis.command('key', ['GET', 'key']).catch((error: unknown) => error);
    await redis.close();
    await call;
    await redis.close();
    await end();
    await until('no connection is left', async () => (await connectionsAt(server)).length === 0);
    expect(redis.state).toBe('disconnected');
    await expect(redis.command('key', ['GET', 'key'])).rejects.toMatchObject({ code: 'unavailable' });
    expect(opened.lines()).toEqual(['info Redis connected successfully']);
  });
});

describe('a way to Redis that goes silent', () => {
  let server: RedisServer;
  let proxy: TcpProxy;
  let opened: Opened;

  beforeEach(async () => {
    server = await startRedis();
    proxy = await startTcpProxy(server.port);
  });
  afterEach(async () => {
    await opened.redis.close();
    await proxy.stop();
    await server.stop();
  });

  it('is noticed though nobody closes anything, and used again when it is mended', async () => {
    opened = await open({ host: '127.0.0.1', port: proxy.port });
    const { heard } = await follow(opened.redis, 'channel');
    proxy.blackHole();
    await expect(opened.redis.command('key', ['GET', 'key'])).rejects.toMatchObject({ code: 'unavailable' });
    await opened.becomes('disconnected');
    proxy.restore();
    await opened.becomes('connected');
    await arrives(opened.redis, 'channel', heard, 'one');
    expect(opened.gaps).toEqual(['channel']);
  });

  it('does not keep it from closing while it connects', async () => {
    proxy.blackHole();
    opened = await open({ host: '127.0.0.1', port: proxy.port });
    expect(opened.redis.state).toBe('disconnected');
    await opened.redis.close();
  });
});

describe('opening Redis', () => {
  it('resolves without Redis, says why once, and connects when it comes', async () => {
    const server = await startRedis();
    await server.kill();
    const opened = await open({ url: server.url });
    expect(opened.redis.state).toBe('disconnected');
    expect(await opened.redis.subscriptions.add('channel', () => undefined)).toBeTypeOf('function');
    await server.start();
    await opened.becomes('connected');
    await until('the channel is told', () => opened.gaps.length === 1);
    expect(opened.lines()).toEqual([expect.stringMatching(GONE), 'info Redis connected successfully']);
    await opened.redis.close();
    await server.stop();
  });

  it('resolves when Redis does not answer', async () => {
    const server = await startRedis();
    server.pause();
    const opened = await open({ url: server.url });
    expect(opened.redis.state).toBe('disconnected');
    server.resume();
    await opened.becomes('connected');
    await opened.redis.close();
    await server.stop();
  });

  it('speaks TLS as a user with a password, in the database of the address', async () => {
    const server = await startRedis([], { tls: await makeCertificates(), acl: true });
    const { username, password } = LOGIN;
    const address = new URL(`${server.url}/3`);
    Object.assign(address, { username, password });
    const opened = await open({ url: address.href, caFile: server.caFile });
    expect(opened.lines()).toEqual(['info Redis connected successfully']);
    await opened.redis.command('key', ['SET', 'key', 'value']);
    expect(await server.cli('INFO', 'keyspace')).toMatch(/^db3:/m);
    const { heard } = await follow(opened.redis, 'channel');
    await arrives(opened.redis, 'channel', heard, 'one');
    await opened.redis.close();

    const parts = { host: '127.0.0.1', port: server.port, tls: true, caFile: server.caFile, db: 3 };
    const again = await open({ ...parts, ...LOGIN });
    expect(await again.redis.command('key', ['GET', 'key'])).toBe('value');
    await again.redis.close();

    const stranger = await open({ ...parts, username, password: 'wrong' });
    expect(stranger.lines()).toEqual([
      expect.stringMatching(/failed: WRONGPASS .* Running in standalone mode/),
    ]);
    await stranger.redis.close();
    const { caFile, ...distrusting } = parts;
    const distrustful = await open({ ...distrusting, ...LOGIN });
    expect(distrustful.lines()).toEqual([
      expect.stringMatching(/failed: .*certificate.* Running in standalone/),
    ]);
    await distrustful.redis.close();
    await server.stop();
  });

  it('is refused with options that cannot be used', async () => {
    await expect(open({})).rejects.toThrow(/needs REDIS_URL/);
    await expect(open({ host: 'localhost', tls: true, caFile: '/nowhere/ca.pem' })).rejects.toThrow(
      /REDIS_CA_FILE/,
    );
    await expect(open({ sentinels: [{ host: 'localhost', port: 1 }] })).rejects.toThrow(
      /REDIS_SENTINEL_NAME/,
    );
  });
});
