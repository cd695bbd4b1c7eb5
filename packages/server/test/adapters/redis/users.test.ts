import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type RedisServer, startRedis } from '../../../../../test/fixtures/redis.ts';
import { REDIS_USERS } from '../../../../../test/fixtures/redis-folder.ts';
import { liveSuite } from '../../../src/conformance/live-suite.ts';
import { orderDeskSuite } from '../../../src/conformance/order-desk-suite.ts';
import { presenceSuite } from '../../../src/conformance/presence-suite.ts';
import { viewersSuite } from '../../../src/conformance/viewers-suite.ts';
import { openPresenceServer } from './presence-servers.ts';
import { openLiveServer } from './servers.ts';

// What the user `waycast` of deploy/redis/users.acl may do is enough; Redis logs whatever was refused.

const logTail = 30;
let redis: RedisServer;
const place = () => ({ url: redis.url, ...REDIS_USERS.waycast });

beforeAll(async () => {
  redis = await startRedis([], { acl: true });
});
afterAll(() => redis.stop());

const liveOfUser = async () => {
  const { live, close } = await openLiveServer(place(), { logTail });
  return { live, logTail, close };
};
liveSuite('over Redis as a user with few rights', liveOfUser, 1);

presenceSuite('over Redis as a user with few rights', async () => {
  const [here, elsewhere] = await Promise.all([openPresenceServer(place()), openPresenceServer(place())]);
  const close = async (): Promise<void> => {
    await Promise.all([here.close(), elsewhere.close()]);
  };
  return { here: here.presence, elsewhere: elsewhere.presence, close };
});

orderDeskSuite('over Redis as a user with few rights', async () => {
  const [here, elsewhere] = await Promise.all([openPresenceServer(place()), openPresenceServer(place())]);
  const close = async (): Promise<void> => {
    await Promise.all([here.close(), elsewhere.close()]);
  };
  return { here: here.desk, elsewhere: elsewhere.desk, passLockTime: () => undefined, close };
});

viewersSuite('over Redis as a user with few rights', async () => {
  const [here, elsewhere] = await Promise.all([openPresenceServer(place()), openPresenceServer(place())]);
  const close = async (): Promise<void> => {
    await Promise.all([here.close(), elsewhere.close()]);
  };
  return { here: here.viewers, elsewhere: elsewhere.viewers, passTick: () => undefined, close };
});

it('nothing that Waycast does was refused', async () => {
  expect(await redis.cli('ACL', 'LOG')).toEqual([]);
});

it('every command that a script names is among its rights, on whichever path it is', () => {
  const [rights = ''] = /^user waycast .*$/m.exec(readFileSync('deploy/redis/users.acl', 'utf8')) ?? [];
  const folder = new URL('../../../src/adapters/redis/lua/', import.meta.url);
  const scripts = readdirSync(folder).map((name) => readFileSync(new URL(name, folder), 'utf8'));
  const commands = scripts.flatMap((script) =>
    [...script.matchAll(/redis\.p?call\('(\w+)'/g)].map(([, name]) => name),
  );
  expect(commands).toContain('ZCARD');
  const refused = commands.filter((name) => !rights.includes(` +${name?.toLowerCase()} `));
  expect(refused).toEqual([]);
});
