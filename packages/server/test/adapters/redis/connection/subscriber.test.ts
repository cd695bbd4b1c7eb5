import { afterAll, beforeAll, expect, it } from 'vitest';
import { type RedisServer, startRedis } from '../../../../../../test/fixtures/redis.ts';
import { Link } from '../../../../src/adapters/redis/connection/link.ts';
import { Subscriber } from '../../../../src/adapters/redis/connection/subscriber.ts';
import { systemClock } from '../../../../src/ports/clock.ts';

let server: RedisServer;
let link: Link;
beforeAll(async () => {
  server = await startRedis();
  const { hostname: host, port } = new URL(server.url);
  link = await Link.open(
    { host, port: Number(port) },
    {
      access: { username: undefined, password: undefined, db: 0, tls: undefined },
      connectTimeoutMs: 5000,
      clock: systemClock,
      signal: new AbortController().signal,
      name: 'waycast-subscriber',
    },
  );
});
afterAll(async () => {
  link.destroy();
  await server.stop();
});

it('a channel wanted again at whatever moment of its being given up is subscribed afterwards', async () => {
  const subscriber = new Subscriber(link, () => undefined);
  for (let turns = 0; turns < 24; turns++) {
    const name = `channel-${turns}`;
    const channel = { kind: 'plain', name, listener: () => undefined } as const;
    await subscriber.want(channel);
    const dropped = subscriber.drop(channel);
    // Its answer comes in one piece with that to UNSUBSCRIBE; from there on, turn by turn.
    await link.send(['PING']);
    for (let turn = 0; turn < turns; turn++) await undefined;
    await subscriber.want(channel);
    await dropped;
    expect(await server.cli('PUBSUB', 'NUMSUB', name), `${turns} turns later`).toEqual([name, 1]);
  }
});
