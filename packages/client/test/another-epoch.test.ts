import { describe, expect, it } from 'vitest';
import { connected, Told } from './connected.ts';

describe('a log that goes on in another epoch', () => {
  it.each([true, false])(
    '[P25] is told once and in order (replay in one turn with the ack: %s)',
    async (atOnce) => {
      const { peer, connection } = await connected();
      const told = new Told<string>();
      const recovered = new Told<boolean>();
      const event = (epoch: string, offset: number) => ({ type: 'message', topic: 'drivers', epoch, offset });
      peer.answers.set('subscribe', (_, socket) => {
        // Followed without asking: what comes before the answer comes once more after it.
        socket.send(event('e2', 1));
        const replay = () => {
          for (const [epoch, offset] of [
            ['e1', 8],
            ['e2', 1],
            ['e2', 2],
            ['e2', 3],
          ] as const)
            socket.send(event(epoch, offset));
        };
        if (atOnce) queueMicrotask(replay);
        else void socket.sync().then(replay);
        return { epoch: 'e2', offset: 2, recovered: true };
      });
      const subscription = connection.subscribe(
        'drivers',
        { event: (_, { epoch, offset }) => told.tell(`${epoch} ${offset}`), recovered: recovered.tell },
        { since: { epoch: 'e1', offset: 7 } },
      );
      expect(await told.first(4)).toEqual(['e1 8', 'e2 1', 'e2 2', 'e2 3']);
      peer.socket.send(event('e2', 3));
      peer.socket.send(event('e2', 4));
      expect((await told.first(5)).at(-1)).toBe('e2 4');
      expect([recovered.all, peer.count('subscribe')]).toEqual([[true], 1]);
      expect(subscription.position).toEqual({ epoch: 'e2', offset: 4 });
    },
  );

  it('[P25] is followed when nothing was missed', async () => {
    const { peer, connection } = await connected();
    const told = new Told<number>();
    peer.answers.set('subscribe', () => ({ epoch: 'e2', offset: 7, recovered: true }));
    const since = { epoch: 'e1', offset: 7 };
    const subscription = connection.subscribe('drivers', (_, { offset }) => told.tell(offset ?? -1), {
      since,
    });
    await connection.call('heartbeat');
    peer.socket.send({ type: 'message', topic: 'drivers', epoch: 'e2', offset: 8 });
    expect(await told.first(1)).toEqual([8]);
    expect([peer.count('subscribe'), subscription.position]).toEqual([1, { epoch: 'e2', offset: 8 }]);
  });
});
