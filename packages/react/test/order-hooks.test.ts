// @vitest-environment happy-dom
import { act, cleanup, renderHook, waitFor } from '@testing-library/react';
import { createElement, type ReactNode } from 'react';
import { afterEach, expect, it } from 'vitest';
import { useOffers, useOrder, WaycastProvider } from '../src/index.ts';
import { NodeWebSocket, Peer } from './peer.ts';

afterEach(cleanup);

const ORDER = { orderId: 'o-1', status: 'NEW', driverId: null, revision: 1 };
const OFFERS = {
  driverId: 'ann',
  state: 'free',
  offers: [],
  order: null,
  timestamp: '2026-05-04T07:45:50.000Z',
};

function inProvider(peer: Peer, answer: object) {
  const fetch = async (): Promise<Response> => Response.json(answer);
  const provided = { url: peer.url, token: 'a-token', webSocket: NodeWebSocket, fetch };
  return {
    wrapper: ({ children }: { children: ReactNode }) => createElement(WaycastProvider, provided, children),
  };
}

it('useOrder gives the order now, what is newer, and how many look at it', async () => {
  const peer = await Peer.start(({ type }) =>
    type === 'subscribe' ? { ok: true, epoch: 'e1', offset: 1, recovered: false } : { ok: true },
  );
  const { result } = renderHook(() => useOrder('o-1'), inProvider(peer, ORDER));
  await waitFor(() =>
    expect(result.current).toEqual({ order: ORDER, viewers: null, connected: true, error: null }),
  );
  const place = { topic: 'order:o-1', offset: 2, epoch: 'e1' };
  act(() => {
    peer.send({ type: 'order_viewers', topic: 'order:o-1', orderId: 'o-1', count: 3 });
    peer.send({ type: 'order:update', ...ORDER, ...place, status: 'OFFERED', revision: 2 });
  });
  await waitFor(() => expect(result.current).toMatchObject({ viewers: 3, order: { status: 'OFFERED' } }));
});

it('useOrder says why an order is not followed', async () => {
  const peer = await Peer.start(({ type }) =>
    type === 'subscribe'
      ? { ok: false, error: { code: 'not_found', message: 'no order o-9' } }
      : { ok: true },
  );
  const { result } = renderHook(() => useOrder('o-9'), inProvider(peer, ORDER));
  await waitFor(() => expect(result.current).toMatchObject({ order: null, error: { code: 'not_found' } }));
});

it('useOffers gives what the driver has before it, then news', async () => {
  const peer = await Peer.start();
  const { result } = renderHook(() => useOffers(), inProvider(peer, OFFERS));
  await waitFor(() => expect(result.current).toEqual({ offers: OFFERS, connected: true, error: null }));
  act(() =>
    peer.send({ type: 'offers:update', ...OFFERS, state: 'busy', timestamp: '2026-05-04T07:46:00.000Z' }),
  );
  await waitFor(() => expect(result.current.offers?.state).toBe('busy'));
});
