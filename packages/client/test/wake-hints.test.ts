import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { connected, connectionTo, reaches, startPeer } from './connected.ts';

/** The two things of a browser that give hints. */
let scope: EventTarget;
let page: EventTarget & { visibilityState: string };

beforeEach(() => {
  scope = new EventTarget();
  page = Object.assign(new EventTarget(), { visibilityState: 'hidden' });
  vi.stubGlobal('addEventListener', scope.addEventListener.bind(scope));
  vi.stubGlobal('removeEventListener', scope.removeEventListener.bind(scope));
  vi.stubGlobal('document', page);
  onTestFinished(() => {
    vi.unstubAllGlobals();
  });
});

async function waitingLong() {
  const first = await startPeer();
  const { port, url } = first;
  await first.close();
  const connection = connectionTo(url, { backoff: { baseMs: 600_000, capMs: 600_000 }, random: () => 0.9 });
  const waiting = reaches(connection, 'waiting');
  connection.connect();
  await waiting;
  await startPeer(port);
  return connection;
}

describe('hints of a browser', () => {
  it('online: what waits tries at once', async () => {
    const connection = await waitingLong();
    const open = reaches(connection, 'open');
    scope.dispatchEvent(new Event('online'));
    await open;
  });

  it('visible again: the same', async () => {
    const connection = await waitingLong();
    page.dispatchEvent(new Event('visibilitychange'));
    expect(connection.state.phase).toBe('waiting');
    const open = reaches(connection, 'open');
    page.visibilityState = 'visible';
    page.dispatchEvent(new Event('visibilitychange'));
    await open;
  });

  it.each(['online', 'offline'])('%s while open: asks the server for a sign of life', async (hint) => {
    const { peer, connection } = await connected();
    scope.dispatchEvent(new Event(hint));
    await peer.command('heartbeat');
    expect(connection.state.phase).toBe('open');
  });

  it('are not listened to after close', async () => {
    const { connection } = await connected();
    const removed = vi.spyOn(scope, 'removeEventListener');
    vi.stubGlobal('removeEventListener', scope.removeEventListener.bind(scope));
    connection.close();
    expect(removed.mock.calls.map(([event]) => event)).toEqual(['online', 'offline']);
    scope.dispatchEvent(new Event('online'));
    expect(connection.state.phase).toBe('closed');
  });
});
