import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type RedisCluster, startRedisCluster } from '../../../../../test/fixtures/redis-cluster.ts';
import { until } from '../../../../../test/fixtures/until.ts';
import { openPresenceServer, type PresenceServer } from './presence-servers.ts';
import { placeOfCluster } from './servers.ts';

let cluster: RedisCluster;
const servers: PresenceServer[] = [];
beforeAll(async () => {
  cluster = await startRedisCluster();
});
afterAll(async () => {
  for (const server of servers) await server.close();
  await cluster?.stop();
});

async function isOnOther(name: string, than: string): Promise<boolean> {
  return (await cluster.masterOf(name)).port !== (await cluster.masterOf(than)).port;
}

/** A server whose own keys are on another node than the set of active users. */
function openElsewhere(): Promise<PresenceServer> {
  return until('a server is elsewhere', async () => {
    const server = await openPresenceServer(placeOfCluster(cluster));
    servers.push(server);
    return (await isOnOther(`{${server.id}}`, 'active_users')) ? server : undefined;
  });
}

function idElsewhere(than: string): Promise<string> {
  return until('an id is elsewhere', async () => {
    const id = `id-${randomUUID()}`;
    return (await isOnOther(`{${id}}`, than)) ? id : undefined;
  });
}

it('a session that ends while a slow node still stores it leaves nobody active', async () => {
  const { id, presence } = await openElsewhere();
  const own = `{${id}}`;
  const [userId, socketId] = [await idElsewhere(own), await idElsewhere(own)];
  const subject = { id: userId, tenant: 'default', roles: new Set(['viewer'] as const) };
  await (await cluster.masterOf(own)).cli('CLIENT', 'PAUSE', '500', 'ALL');
  const opened = presence.open({ socketId, subject, connectedAt: Date.now(), userAgent: undefined });
  await Promise.all([opened, presence.close(socketId)]);
  expect(await presence.active('default', 'users')).toEqual(new Set());
  const owned = `waycast:server:${own}:sessions`;
  expect(await (await cluster.masterOf(owned)).cli('HKEYS', owned)).toEqual([]);
});
