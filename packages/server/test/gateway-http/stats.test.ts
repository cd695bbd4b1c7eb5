import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { type RedisServer, startRedis } from '../../../../test/fixtures/redis.ts';
import type { PresentSession } from '../../src/ports/presence.ts';
import { openPresenceServer, type PresenceServer } from '../adapters/redis/presence-servers.ts';
import { call, startServer, type TestServer, tokenOf } from './http-server.ts';
import { connect } from './session.ts';

let redis: RedisServer;
let server: TestServer;
const servers: PresenceServer[] = [];
beforeAll(async () => {
  redis = await startRedis();
  for (let n = 0; n < 2; n++) servers.push(await openPresenceServer({ url: redis.url }));
  const [first] = servers;
  if (first !== undefined) server = await startServer({ presence: first.presence });
});
afterAll(async () => {
  await server?.close();
  for (const { close } of servers) await close();
  await redis?.stop();
});

it('[P67] the totals are those of all servers, where a subject counts once, and of each', async () => {
  const [own, other] = servers;
  const elsewhere = ['d1', 'd2', 'v1'].map((id) => presentAs(id, id.startsWith('d') ? 'driver' : 'viewer'));
  for (const session of elsewhere) await other?.presence.open(session);
  other?.presence.report({ connections: 3, drivers: 2, users: 1, viewers: 1 });
  const session = await connect(server, await tokenOf({ subject: 'd1', roles: ['driver'] }));
  const totals = {
    connections: 4,
    drivers: 2,
    users: 1,
    viewers: 1,
    servers: [
      { id: own?.id, connections: 1, drivers: 1, users: 0, viewers: 0 },
      { id: other?.id, connections: 3, drivers: 2, users: 1, viewers: 1 },
    ],
  };
  // The other server's are known when it has told them.
  const asked = async () => expect((await call(server, 'GET', '/ws/stats')).json).toEqual(totals);
  await vi.waitFor(asked, { timeout: 10_000 });
  server.core.sessions.gone(session);
});

function presentAs(id: string, role: 'driver' | 'viewer'): PresentSession {
  const subject = { id, tenant: 'default', roles: new Set([role]) };
  return { socketId: `socket-${id}`, subject, connectedAt: Date.now(), userAgent: undefined };
}
