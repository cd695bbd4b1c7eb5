import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { makeCertificates } from '../../../../../../test/fixtures/certificates.ts';
import { SENTINEL_PASSWORD } from '../../../../../../test/fixtures/redis-folder.ts';
import { type SentinelSetup, startSentinelSetup } from '../../../../../../test/fixtures/redis-sentinel.ts';
import { until } from '../../../../../../test/fixtures/until.ts';
import { arrives, connectionsAt, follow, LOGIN, type Opened, open } from './rig.ts';

const START_TIMEOUT_MS = 90_000;

describe('Redis behind Sentinel', () => {
  let setup: SentinelSetup;
  let opened: Opened;

  beforeAll(async () => {
    setup = await startSentinelSetup();
  }, START_TIMEOUT_MS);
  afterAll(() => setup.stop());
  beforeEach(async () => {
    await setup.settled();
    opened = await open({ sentinels: places(setup), sentinelName: setup.name });
  });
  afterEach(() => opened.redis.close());

  it('connects to the master alone', async () => {
    const master = await setup.master();
    expect(opened.redis).toMatchObject({ state: 'connected', cluster: false });
    expect(await connectionsAt(master)).toEqual(['waycast-commands', 'waycast-subscriber']);
    for (const replica of await setup.replicas()) expect(await connectionsAt(replica)).toEqual([]);
  });

  it('follows a failover after the master was killed, and tells the gap', async () => {
    const { redis } = opened;
    const { heard } = await follow(redis, 'channel');
    const generation = redis.generationOf('key');
    const old = await setup.master();
    await old.kill();
    const successor = await setup.newMaster(old);
    await opened.becomes('connected');
    await arrives(redis, 'channel', heard, 'one');
    expect(opened.gaps).toContain('channel');
    expect(redis.generationOf('key')).not.toBe(generation);
    expect(await connectionsAt(successor)).toEqual(['waycast-commands', 'waycast-subscriber']);
    await old.start();
  });

  it('follows a failover that was ordered while the master lives', async () => {
    const { heard } = await follow(opened.redis, 'channel');
    const old = await setup.master();
    await until('the order is taken', () =>
      setup.sentinels[0]?.cli('SENTINEL', 'FAILOVER', setup.name).then(() => true),
    );
    const successor = await setup.newMaster(old);
    await until('it is there', async () => (await connectionsAt(successor)).length === 2);
    await opened.becomes('connected');
    await arrives(opened.redis, 'channel', heard, 'one');
  });

  it('follows a failover of a master that stands still, and does not go back to it', async () => {
    const { heard } = await follow(opened.redis, 'channel');
    const old = await setup.master();
    old.pause();
    const successor = await setup.newMaster(old);
    await until('it is there', async () => (await connectionsAt(successor)).length === 2);
    await opened.becomes('connected');
    old.resume();
    await until('the old one follows', async () => (await setup.replicas()).includes(old));
    await arrives(opened.redis, 'channel', heard, 'one');
    expect(await connectionsAt(old)).toEqual([]);
  });

  it('is not misled by a replica that was detached by hand', async () => {
    const { heard } = await follow(opened.redis, 'channel');
    const master = await setup.master();
    const [replica] = await setup.replicas();
    await replica?.cli('REPLICAOF', 'NO', 'ONE');
    await arrives(opened.redis, 'channel', heard, 'one');
    await setup.settled();
    await arrives(opened.redis, 'channel', heard, 'two');
    expect(await connectionsAt(master)).toEqual(['waycast-commands', 'waycast-subscriber']);
    expect(opened.states.filter((state) => state === 'disconnected')).toEqual([]);
  });

  it('goes on with what it knows while no Sentinel answers', async () => {
    const { heard } = await follow(opened.redis, 'channel');
    await Promise.all(setup.sentinels.map((sentinel) => sentinel.kill()));
    await arrives(opened.redis, 'channel', heard, 'one');
    const lonely = await open({ sentinels: places(setup), sentinelName: setup.name });
    expect(lonely.lines()).toEqual([expect.stringMatching(/failed: no Sentinel answers: .*ECONNREFUSED/)]);
    await Promise.all(setup.sentinels.map((sentinel) => sentinel.start()));
    await lonely.becomes('connected');
    await lonely.redis.close();
    expect(opened.redis.state).toBe('connected');
  });

  it('says that nobody knows the name', async () => {
    const stranger = await open({ sentinels: places(setup), sentinelName: 'nobody' });
    expect(stranger.lines()).toEqual([
      expect.stringMatching(/failed: no Sentinel answers: .*No such master/),
    ]);
    await stranger.redis.close();
  });
});

describe('Redis behind Sentinel with TLS, users and passwords', () => {
  it(
    'signs in at the Sentinels and at the master',
    async () => {
      const setup = await startSentinelSetup({ tls: await makeCertificates(), acl: true });
      const where = { sentinels: places(setup), sentinelName: setup.name, tls: true, caFile: setup.caFile };
      const opened = await open({ ...where, ...LOGIN, sentinelPassword: SENTINEL_PASSWORD });
      expect(opened.lines()).toEqual(['info Redis connected successfully']);
      const { heard } = await follow(opened.redis, 'channel');
      await arrives(opened.redis, 'channel', heard, 'one');
      await opened.redis.close();
      const stranger = await open({ ...where, ...LOGIN, sentinelPassword: 'wrong' });
      expect(stranger.lines()).toEqual([expect.stringMatching(/no Sentinel answers: WRONGPASS/)]);
      await stranger.redis.close();
      await setup.stop();
    },
    START_TIMEOUT_MS,
  );
});

function places(setup: SentinelSetup) {
  return setup.sentinels.map(({ host, port }) => ({ host, port }));
}
