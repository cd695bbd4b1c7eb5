import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { stopReading } from '../../src/workers/stop-reading.ts';

/** Both ends of a connection, of which the one that was accepted reads already. */
async function connection(): Promise<{ accepted: Socket; peer: Socket }> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const peer = connect((server.address() as AddressInfo).port, '127.0.0.1');
  const [accepted] = (await once(server, 'connection')) as [Socket];
  server.close();
  onTestFinished(() => {
    accepted.destroy();
    peer.destroy();
  });
  return { accepted, peer };
}

it('leaves what comes to the process that gets the connection', async () => {
  const given = await connection();
  const other = await connection();
  stopReading(given.accepted);
  await new Promise((resolve) => given.peer.write('for the next owner', resolve));
  // Sent later, to a socket that is read from: once it is here, the first would be too.
  other.peer.write('a sign');
  await once(other.accepted, 'data');
  expect(given.accepted.bytesRead).toBe(0);
});

it('does nothing to a connection that has ended', () => {
  const ended = connect({ port: 9, host: '127.0.0.1' });
  ended.on('error', () => undefined);
  ended.destroy();
  expect(() => stopReading(ended)).not.toThrow();
});
