import { expect, test } from 'vitest';
import { connected, Told } from './connected.ts';
import type { PeerSocket } from './peer.ts';

test('a log listener does not skip what was missed when news comes on a new link before it could ask', async () => {
  const { peer, connection } = await connected();
  const told = new Told<number>();
  const event = (socket: PeerSocket, offset: number) => socket.send({ type: 'message', epoch: 'e1', offset });
  peer.answers.set('subscribe', ({ since }, socket) => {
    if (since !== undefined)
      setImmediate(() => {
        for (const offset of [2, 3, 4]) event(socket, offset);
      });
    return { epoch: 'e1', offset: since === undefined ? 0 : 4, recovered: true };
  });
  connection.subscribe('users', (_, { offset }) => told.tell(offset ?? -1));
  await connection.call('heartbeat');
  event(peer.socket, 1);
  await told.first(1);
  // Users follow `users` without asking, from the moment of authentication.
  peer.answers.set('authenticate', (_, socket) => {
    event(socket, 4);
    return {};
  });
  peer.socket.cut();
  expect(await told.first(4)).toEqual([1, 2, 3, 4]);
  expect(await peer.command('subscribe', 2)).toMatchObject({ since: { epoch: 'e1', offset: 1 } });
});
