import { type InfiniteData, useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import type { HttpApi } from '@waycast/client';
import { useRealtimeConnection } from '@waycast/react';
import { useMe } from '../session/use-me.ts';

type DevicesPage = Awaited<ReturnType<HttpApi['listDevices']>>;
export type Device = DevicesPage['devices'][number];

const PAGE = 1000;
const EVERY_MS = 15_000;
const DEVICES = ['devices', 'list'];

/** Devices of the tenant, a thousand at a time, read again while the page is seen. */
export function useDevices() {
  const { http } = useRealtimeConnection().connection;
  const query = useInfiniteQuery({
    queryKey: DEVICES,
    queryFn: ({ pageParam, signal }) =>
      http.listDevices({ limit: PAGE, ...(pageParam === null ? {} : { cursor: pageParam }) }, { signal }),
    initialPageParam: null as string | null,
    getNextPageParam: ({ nextCursor }) => nextCursor,
    // Each reading takes all the pages that are open.
    refetchInterval: ({ state }) => EVERY_MS * (state.data?.pages.length ?? 1),
    retry: false,
  });
  return { ...query, devices: devicesOf(query.data) };
}

function devicesOf(data: InfiniteData<DevicesPage> | undefined): readonly Device[] | undefined {
  return data?.pages.flatMap(({ devices }) => devices);
}

/** Reads the list again after something was changed. */
export function useReread(): () => Promise<void> {
  const client = useQueryClient();
  return () => client.invalidateQueries({ queryKey: DEVICES });
}

/** What could not be used of a device, the latest first. */
export function useQuarantine(deviceId: string) {
  const { http } = useRealtimeConnection().connection;
  return useInfiniteQuery({
    queryKey: ['devices', 'quarantine', deviceId],
    queryFn: ({ pageParam, signal }) =>
      http.listQuarantine(
        { deviceId, limit: 20, ...(pageParam === null ? {} : { cursor: pageParam }) },
        { signal },
      ),
    initialPageParam: null as string | null,
    getNextPageParam: ({ nextCursor }) => nextCursor,
    staleTime: 0,
    retry: false,
  });
}

/** Whether the one who looks may add, change and remove devices. */
export function useMayManage(): boolean {
  return useMe().data?.roles.includes('admin') ?? false;
}
