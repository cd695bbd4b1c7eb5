// @vitest-environment happy-dom
import { act, cleanup, renderHook, waitFor } from '@testing-library/react';
import type { LocationUpdate } from '@waycast/contract';
import { createElement, type ReactNode, useEffect } from 'react';
import { afterEach, describe, expect, it } from 'vitest';
import {
  useConnectionState,
  useFleet,
  useRealtimeConnection,
  useTripTracking,
  useVehicleTracking,
  WaycastProvider,
  type WaycastProviderProps,
} from '../src/index.ts';
import { NodeWebSocket, Peer } from './peer.ts';

afterEach(cleanup);

function at(second: number, more: Partial<LocationUpdate> = {}): LocationUpdate {
  const timestamp = new Date(Date.UTC(2026, 4, 4, 7, 45, second)).toISOString();
  return {
    vehicleId: 'bus-7',
    latitude: 52.6,
    longitude: -8.6,
    accuracy: null,
    status: 'ONLINE',
    timestamp,
    ...more,
  };
}

function inProvider(
  peer: Peer,
  { strict = true, ...props }: WaycastProviderProps & { strict?: boolean } = {},
) {
  const provided = { url: peer.url, token: 'a-token', webSocket: NodeWebSocket, ...props };
  const wrapper = ({ children }: { children: ReactNode }) =>
    createElement(WaycastProvider, provided, children);
  return { wrapper, reactStrictMode: strict };
}

const located = (location: LocationUpdate | null) => (message: { type: string }) =>
  message.type === 'track:vehicle' ? { ok: true, location } : { ok: true };

describe('useVehicleTracking', () => {
  it('gives the last-known location, then news, and says that it is connected', async () => {
    const peer = await Peer.start(located(at(1)));
    const { result } = renderHook(() => useVehicleTracking('bus-7', 'a-token'), inProvider(peer));
    expect(result.current).toEqual({ location: null, connected: false, error: null });
    await waitFor(() => expect(result.current).toEqual({ location: at(1), connected: true, error: null }));
    act(() => peer.send({ type: 'location:update', ...at(2) }));
    await waitFor(() => expect(result.current.location).toEqual(at(2)));
  });

  it('says why a vehicle is not followed', async () => {
    const peer = await Peer.start(({ type }) =>
      type === 'track:vehicle'
        ? { ok: false, error: { code: 'not_found', message: 'no vehicle bus-9' } }
        : { ok: true },
    );
    const { result } = renderHook(() => useVehicleTracking('bus-9'), inProvider(peer));
    await waitFor(() =>
      expect(result.current).toMatchObject({ location: null, connected: true, error: { code: 'not_found' } }),
    );
  });

  it('leaves one vehicle and follows the next, or none', async () => {
    const peer = await Peer.start(located(null));
    const { rerender, result } = renderHook(({ id }) => useVehicleTracking(id), {
      ...inProvider(peer, { strict: false }),
      initialProps: { id: 'bus-7' as string | null },
    });
    await peer.until(() => peer.count('track:vehicle') === 1);
    rerender({ id: 'bus-8' });
    await peer.until(() => peer.count('track:vehicle') === 2);
    rerender({ id: null });
    await peer.until(() => peer.count('untrack:vehicle') === 2);
    expect(
      peer.received.filter(({ type }) => type === 'untrack:vehicle').map(({ vehicleId }) => vehicleId),
    ).toEqual(['bus-7', 'bus-8']);
    expect(result.current.location).toBeNull();
  });

  it('says why there is no connection', async () => {
    const peer = await Peer.start(() => ({
      ok: false,
      error: { code: 'unauthenticated', message: 'expired' },
    }));
    const { result } = renderHook(() => useVehicleTracking('bus-7'), inProvider(peer));
    await waitFor(() =>
      expect(result.current).toMatchObject({ connected: false, error: { code: 'unauthenticated' } }),
    );
  });
});

describe('useTripTracking', () => {
  it('gives the trip now, then what is newer', async () => {
    const trip = {
      ...{ tripId: 't1', status: 'SCHEDULED', nextStop: null, currentLocation: null },
      ...{ studentsBoarded: 0, studentsExpected: 27 },
    };
    const peer = await Peer.start(({ type }) =>
      type === 'subscribe'
        ? { ok: true, epoch: '0', offset: 0, recovered: true, snapshot: trip }
        : { ok: true },
    );
    const { result } = renderHook(() => useTripTracking('t1'), inProvider(peer));
    await peer.until(() => peer.count('subscribe') > 0);
    act(() => peer.send({ type: 'trip:update', ...trip }));
    await waitFor(() => expect(result.current).toEqual({ trip, connected: true, error: null }));
    act(() => peer.send({ type: 'trip:update', ...trip, tripId: 'another' }));
    act(() => peer.send({ type: 'trip:update', ...trip, status: 'IN_PROGRESS' }));
    await waitFor(() => expect(result.current.trip?.status).toBe('IN_PROGRESS'));
  });

  it('says why a trip is not followed', async () => {
    const peer = await Peer.start(({ type }) =>
      type === 'subscribe'
        ? { ok: false, error: { code: 'not_found', message: 'no trip t9' } }
        : { ok: true },
    );
    const { result } = renderHook(() => useTripTracking('t9'), inProvider(peer));
    await waitFor(() => expect(result.current).toMatchObject({ trip: null, error: { code: 'not_found' } }));
  });
});

describe('one connection for all', () => {
  it('is shared by hooks with the same token, survives StrictMode, and closes after the last unmount', async () => {
    const peer = await Peer.start(located(at(1)));
    const { result, unmount } = renderHook(
      () =>
        [
          useVehicleTracking('bus-7'),
          useVehicleTracking('bus-7'),
          useVehicleTracking('bus-8'),
          useConnectionState(),
        ] as const,
      inProvider(peer),
    );
    await waitFor(() => expect(result.current[3].phase).toBe('open'));
    await peer.until(() => peer.count('track:vehicle') === 2);
    expect(peer.connections).toBe(1);
    unmount();
    await peer.until(() => peer.sockets.size === 0);
    expect(peer.connections).toBe(1);
  });

  it('is another one for another token', async () => {
    const peer = await Peer.start(located(null));
    renderHook(() => [useConnectionState('one'), useConnectionState('two')], inProvider(peer));
    await peer.until(() => peer.count('authenticate') === 2);
    expect(new Set(peer.received.map(({ token }) => token))).toEqual(new Set(['one', 'two']));
  });

  it('outlives a change of pages', async () => {
    const peer = await Peer.start(located(null));
    const options = inProvider(peer);
    const { rerender } = renderHook(({ id }) => useVehicleTracking(id), {
      ...options,
      initialProps: { id: 'bus-7' },
    });
    await peer.until(() => peer.count('track:vehicle') >= 1);
    rerender({ id: 'bus-8' });
    await peer.until(() => peer.received.some(({ vehicleId }) => vehicleId === 'bus-8'));
    expect(peer.connections).toBe(1);
  });

  it('needs a token', async () => {
    const peer = await Peer.start();
    const bare = ({ children }: { children: ReactNode }) =>
      createElement(WaycastProvider, { url: peer.url }, children);
    expect(() => renderHook(() => useConnectionState(), { wrapper: bare })).toThrow('No token');
  });
});

describe('useRealtimeConnection', () => {
  it('is a connection with trackVehicle, connected and error', async () => {
    const peer = await Peer.start(located(at(1)));
    const heard: (LocationUpdate | null)[] = [];
    const { result, unmount } = renderHook(() => {
      const realtime = useRealtimeConnection('a-token');
      const { trackVehicle } = realtime;
      useEffect(() => {
        const subscription = trackVehicle('bus-7', (location) => heard.push(location));
        return () => subscription.close();
      }, [trackVehicle]);
      return realtime;
    }, inProvider(peer));
    await waitFor(() => expect(heard).toEqual([at(1)]));
    expect(result.current).toMatchObject({ connected: true, error: null, state: { phase: 'open' } });
    expect(result.current.connection.url).toBe(peer.url);
    unmount();
    await peer.until(() => peer.sockets.size === 0);
  });

  it('ends what was tracked in an event when the component unmounts, and keeps the connection of the others', async () => {
    const peer = await Peer.start(located(null));
    const options = inProvider(peer, { strict: false });
    const { result, rerender } = renderHook(
      ({ shown }) => {
        useConnectionState();
        return useChild(shown);
      },
      { ...options, initialProps: { shown: 'one' } },
    );
    const subscription = result.current.trackVehicle('bus-7');
    await peer.until(() => peer.count('track:vehicle') === 1);
    rerender({ shown: 'two' });
    await peer.until(() => peer.received.some(({ token }) => token === 'two'));
    expect(subscription.closed).toBe(true);
  });
});

/** Another token is another connection, whose subscriptions end when the component turns to it. */
function useChild(token: string) {
  return useRealtimeConnection(token);
}

describe('useFleet', () => {
  it('holds the newest position of each vehicle, of the box alone when there is one', async () => {
    const peer = await Peer.start();
    const { result, rerender } = renderHook(({ bbox }) => useFleet(bbox === null ? {} : { bbox }), {
      ...inProvider(peer, { strict: false }),
      initialProps: { bbox: [-9, 52, -8, 53] as [number, number, number, number] | null },
    });
    await peer.until(() => peer.count('track:fleet') === 1);
    expect(peer.received.find(({ type }) => type === 'track:fleet')).toMatchObject({
      bbox: [-9, 52, -8, 53],
      tickMs: 250,
    });
    const far = at(1, { vehicleId: 'far', longitude: 10 });
    act(() => peer.send({ type: 'locations:batch', updates: [at(1), far] }));
    await waitFor(() => expect([...result.current.vehicles.values()]).toEqual([at(1)]));
    rerender({ bbox: null });
    await peer.until(() => peer.count('track:fleet') === 2);
    act(() => peer.send({ type: 'locations:batch', updates: [at(2), far] }));
    await waitFor(() => expect([...result.current.vehicles.values()]).toEqual([at(2), far]));
    rerender({ bbox: [0, 50, 20, 60] });
    await waitFor(() => expect([...result.current.vehicles.keys()]).toEqual(['far']));
  });

  it('says why the fleet is not followed', async () => {
    const peer = await Peer.start(({ type }) =>
      type === 'track:fleet'
        ? { ok: false, error: { code: 'forbidden', message: 'drivers see their own' } }
        : { ok: true },
    );
    const { result } = renderHook(() => useFleet(), inProvider(peer));
    await waitFor(() =>
      expect(result.current).toMatchObject({ connected: true, error: { code: 'forbidden' } }),
    );
  });
});
