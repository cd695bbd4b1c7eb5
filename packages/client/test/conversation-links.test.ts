import { WaycastError } from '@waycast/contract/errors';
import { expect, test, vi } from 'vitest';
import { FollowedConversation } from '../src/follow-conversation.ts';
import type { Connection, ConnectionState } from '../src/index.ts';
import { connected, reaches } from './connected.ts';
import type { Peer } from './peer.ts';

// What becomes of an open conversation when links break and answers are lost.

const CONVERSATION = { conversationId: 'c-1', state: 'open', participants: [], unread: 0 };

const message = (offset: number, clientId = `m-${offset}`) => ({
  ...{ conversationId: 'c-1', offset, clientId, senderId: 'rita', body: `word ${offset}` },
});
const page = (...items: object[]) => ({
  conversation: CONVERSATION,
  messages: { items, before: null, after: null },
  ...{ presence: [], epoch: 'e1', offset: 2 },
});

/** Stands at offset 2 of the log, and says that nobody but who was there already can be told what was missed. */
function hasConversation(peer: Peer): void {
  peer.answers.set('subscribe', ({ since }) => ({
    ...{ epoch: 'e1', offset: 2 },
    recovered: JSON.stringify(since) !== '{"epoch":"none","offset":0}',
  }));
  peer.answers.set('join:conversation', () => page(message(1), message(2)));
  let offset = 2;
  peer.answers.set('message:send', ({ clientId }) => ({ message: message(++offset, String(clientId)) }));
}

async function opened() {
  const { peer, connection } = await connected();
  hasConversation(peer);
  return { peer, connection, open: () => connection.conversation('c-1') };
}

const offsets = ({ view }: FollowedConversation | ReturnType<Connection['conversation']>) =>
  view.messages.map(({ offset }) => offset);

test('a conversation that cannot be read for the moment is asked for again', async () => {
  const { peer, open } = await opened();
  peer.refuse('join:conversation', new WaycastError('unavailable', 'not now'));
  const feed = open();
  await peer.command('join:conversation');
  hasConversation(peer);
  await vi.waitFor(() => expect(offsets(feed)).toEqual([1, 2]), { timeout: 5000 });
});

test('one that cannot be read for good is closed, and says why once', async () => {
  const { peer, connection } = await opened();
  peer.refuse('join:conversation', new WaycastError('forbidden', 'not yours'));
  const codes: string[] = [];
  const feed = connection.conversation('c-1', undefined, { onError: ({ code }) => codes.push(code) });
  await vi.waitFor(() => expect(feed.closed).toBe(true));
  await peer.command('unsubscribe');
  expect(codes).toEqual(['forbidden']);
});

test('the newest page is still read when the first link broke before it came', async () => {
  const { peer, open } = await opened();
  peer.silent.add('join:conversation');
  const feed = open();
  await peer.command('join:conversation');
  peer.silent.clear();
  peer.socket.cut();
  await vi.waitFor(() => expect(offsets(feed)).toEqual([1, 2]));
  expect(await peer.command('subscribe', 2)).toMatchObject({ since: { epoch: 'e1', offset: 2 } });
});

test('what was changed while the newest page was on its way stays changed', async () => {
  const { peer, open } = await opened();
  peer.answers.set('join:conversation', (_asked, socket) => {
    const changed = { ...message(2), body: 'corrected' };
    socket.send({
      type: 'message:changed',
      topic: 'conversation:c-1',
      epoch: 'e1',
      offset: 3,
      message: changed,
    });
    socket.send({ type: 'message:new', topic: 'conversation:c-1', epoch: 'e1', ...message(4) });
    return page(message(1), message(2));
  });
  const feed = open();
  await vi.waitFor(() => expect(offsets(feed)).toEqual([1, 2, 4]));
  expect(feed.view.messages.map(({ body }) => body)).toEqual(['word 1', 'corrected', 'word 4']);
});

test('a message that the newest page has waits no longer', async () => {
  const { peer, open } = await opened();
  peer.silent.add('message:send').add('join:conversation');
  const feed = open();
  const clientId = feed.send({ body: 'stored, and the answer lost' });
  await peer.command('message:send');
  await peer.command('join:conversation');
  peer.silent.delete('join:conversation');
  peer.answers.set('join:conversation', () => page(message(1, clientId), message(2)));
  peer.socket.cut();
  await vi.waitFor(() => expect(offsets(feed)).toEqual([1, 2]));
  expect(feed.view.pending).toEqual([]);
});

test('what waits is sent after the conversation was closed, over a broken link too; then nothing listens', async () => {
  const { peer, connection } = await opened();
  const listening = new Set<(state: ConnectionState) => void>();
  const onState: Connection['onState'] = (listener) => {
    const stop = connection.onState(listener);
    listening.add(listener);
    return () => {
      listening.delete(listener);
      stop();
    };
  };
  const told: number[] = [];
  const feed = new FollowedConversation(
    {
      get state() {
        return connection.state;
      },
      onState,
      call: (...input) => connection.call(...input),
      subscribe: (...input) => connection.subscribe(...input),
    },
    'c-1',
    ({ pending }) => told.push(pending.length),
    {},
  );
  peer.silent.add('message:send');
  feed.send({ body: 'one' });
  feed.send({ body: 'two' });
  await peer.command('message:send');
  feed.close();
  peer.silent.clear();
  peer.socket.cut();
  expect(await peer.command('message:send', 3)).toMatchObject({ body: 'two' });
  await vi.waitFor(() => expect(listening.size).toBe(0));
  expect([feed.view.pending, told.at(-1)]).toEqual([[], 2]);
});

test('a closed connection ends what a closed conversation had to send', async () => {
  const { peer, connection, open } = await opened();
  peer.silent.add('message:send');
  const [before, after] = [open(), open()];
  for (const feed of [before, after]) feed.send({ body: 'too late' });
  await peer.command('message:send', 2);
  before.close();
  connection.close();
  after.close();
  peer.silent.clear();
  const isOpen = reaches(connection, 'open');
  connection.connect();
  await isOpen;
  await connection.call('heartbeat');
  expect(peer.count('message:send')).toBe(2);
});
