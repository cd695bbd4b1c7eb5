// @vitest-environment happy-dom
import { act, cleanup, renderHook, waitFor } from '@testing-library/react';
import { createElement, type ReactNode } from 'react';
import { afterEach, expect, it } from 'vitest';
import { useConversation, useInbox, WaycastProvider } from '../src/index.ts';
import { NodeWebSocket, Peer } from './peer.ts';

afterEach(cleanup);

const HEAD = {
  conversationId: 'c-1',
  state: 'open',
  participants: [],
  updatedAt: '2026-05-04T07:46:00.000Z',
};
const message = (offset: number) => ({
  conversationId: 'c-1',
  clientId: `m-${offset}`,
  senderId: 'rita',
  body: `word ${offset}`,
  offset,
});
const JOINED = {
  conversation: { ...HEAD, lastMessage: null, offset: 2, unread: 1 },
  messages: { items: [message(2)], before: null, after: null },
  presence: [{ conversationId: 'c-1', participantId: 'rita', kind: 'customer', online: true }],
  epoch: 'e1',
  offset: 2,
};

function inProvider(peer: Peer, fetch: typeof globalThis.fetch) {
  const provided = { url: peer.url, token: 'a-token', webSocket: NodeWebSocket, fetch };
  return {
    wrapper: ({ children }: { children: ReactNode }) => createElement(WaycastProvider, provided, children),
  };
}

const notAsked = async (): Promise<Response> => Response.json({});

it('useConversation gives the newest messages, what comes, and who is there', async () => {
  const peer = await Peer.start(({ type }) => {
    if (type === 'subscribe') return { ok: true, epoch: 'e1', offset: 2, recovered: false };
    return type === 'join:conversation' ? { ok: true, ...JOINED } : { ok: true };
  });
  const { result } = renderHook(() => useConversation('c-1'), inProvider(peer, notAsked));
  await waitFor(() => expect(result.current.messages.map(({ body }) => body)).toEqual(['word 2']));
  expect(result.current).toMatchObject({ online: [{ participantId: 'rita' }], connected: true, error: null });
  const place = { topic: 'conversation:c-1', epoch: 'e1' };
  act(() => {
    peer.send({ type: 'message:new', ...message(3), ...place });
    const typing = { conversationId: 'c-1', participantId: 'rita', name: null, typing: true };
    peer.send({ type: 'typing', ...typing, topic: place.topic });
  });
  await waitFor(() => expect(result.current.messages.map(({ offset }) => offset)).toEqual([2, 3]));
  await waitFor(() => expect(result.current.typing).toMatchObject([{ participantId: 'rita' }]));
  act(() => {
    peer.send({
      type: 'message:read',
      conversationId: 'c-1',
      participantId: 'rita',
      readUpTo: 3,
      ...place,
      offset: 4,
    });
    const changed = { ...message(2), body: 'mended' };
    peer.send({ type: 'message:changed', conversationId: 'c-1', message: changed, ...place, offset: 5 });
  });
  await waitFor(() => expect(result.current.messages[0]?.body).toBe('mended'));
});

it('useConversation says why a conversation is not open, and opens none without an id', async () => {
  const peer = await Peer.start(({ type }) =>
    type === 'subscribe'
      ? { ok: false, error: { code: 'not_found', message: 'no conversation c-9' } }
      : { ok: true },
  );
  const { result, rerender } = renderHook(({ id }: { id: string | null }) => useConversation(id), {
    ...inProvider(peer, notAsked),
    initialProps: { id: null as string | null },
  });
  expect(result.current).toMatchObject({ feed: null, conversation: null });
  rerender({ id: 'c-9' });
  await waitFor(() => expect(result.current).toMatchObject({ feed: null, error: { code: 'not_found' } }));
});

it('useInbox lists a company’s conversations, and reads again what there is news of', async () => {
  const peer = await Peer.start(({ type }) =>
    type === 'subscribe' ? { ok: true, epoch: 'e1', offset: 1, recovered: false } : { ok: true },
  );
  const first = { ...HEAD, conversationId: 'c-2', unread: 0 };
  const fetch = async (input: Parameters<typeof globalThis.fetch>[0]): Promise<Response> => {
    const { pathname } = new URL(String(input));
    if (pathname === '/api/conversations') return Response.json({ items: [first], nextCursor: null });
    return Response.json({ ...HEAD, unread: 1, updatedAt: '2026-05-04T07:47:00.000Z', presence: [] });
  };
  const { result } = renderHook(() => useInbox('office'), inProvider(peer, fetch));
  await waitFor(() => expect(result.current).toMatchObject({ loaded: true, conversations: [first] }));
  act(() => {
    peer.send({ type: 'message:new', ...message(3), topic: 'company:office', epoch: 'e1', offset: 2 });
  });
  await waitFor(() =>
    expect(result.current.conversations.map(({ conversationId }) => conversationId)).toEqual(['c-1', 'c-2']),
  );
});
