// @vitest-environment happy-dom
import { act, cleanup, renderHook, waitFor } from '@testing-library/react';
import { createElement, type ReactNode } from 'react';
import { afterEach, expect, it } from 'vitest';
import { useHazards, useRegion, WaycastProvider } from '../src/index.ts';
import { NodeWebSocket, Peer } from './peer.ts';

afterEach(cleanup);

const REGION = 'gc7x9r';
const HAZARD = { hazardId: 'h-1', type: 'POTHOLE', latitude: 52.65, longitude: -8.65 };

/** What the server is asked for by HTTP is noted. */
function inProvider(peer: Peer, answer: () => object, asked: string[] = []) {
  const fetch = async (input: string | URL | Request): Promise<Response> => {
    asked.push(String(input));
    return Response.json(answer());
  };
  const provided = { url: peer.url, token: 'a-token', webSocket: NodeWebSocket, fetch };
  return {
    wrapper: ({ children }: { children: ReactNode }) => createElement(WaycastProvider, provided, children),
  };
}

it.each([
  [false, ['subscribe']],
  [true, ['subscribe', 'region:join']],
])('useRegion, member %s, tells how many are there', async (member, commands) => {
  const heard: string[] = [];
  const peer = await Peer.start(({ type }) => {
    heard.push(type);
    return type === 'region:join'
      ? { ok: true, members: 1 }
      : { ok: true, epoch: 'e', offset: 0, recovered: true };
  });
  const { result } = renderHook(
    () => useRegion(REGION, { member }),
    inProvider(peer, () => ({})),
  );
  await waitFor(() => expect(heard).toEqual(expect.arrayContaining(commands)));
  expect(heard.includes('region:join')).toBe(member);
  act(() => peer.send({ type: 'region:update', geohash: REGION, members: 7 }));
  await waitFor(() =>
    expect(result.current).toMatchObject({ region: { members: 7 }, connected: true, error: null }),
  );
});

it('useHazards reads a box, and reads it again when its region changes', async () => {
  const peer = await Peer.start(() => ({ ok: true, epoch: 'e', offset: 0, recovered: true }));
  const asked: string[] = [];
  let items = [HAZARD];
  const { result } = renderHook(
    () => useHazards([-8.7, 52.6, -8.6, 52.7], { region: REGION }),
    inProvider(peer, () => ({ items }), asked),
  );
  await waitFor(() => expect(result.current.hazards).toEqual([HAZARD]));
  expect(decodeURIComponent(asked[0] ?? '')).toContain('/api/roads/hazards?bbox=-8.7,52.6,-8.6,52.7');
  await waitFor(() => expect(result.current.connected).toBe(true));
  items = [];
  act(() => peer.send({ type: 'region:update', geohash: REGION, members: 7, hazards: [] }));
  await waitFor(() => expect(result.current.hazards).toEqual([]));
});
