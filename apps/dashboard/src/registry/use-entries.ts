import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import type { RegistryKind } from '@waycast/contract';
import { useRealtimeConnection } from '@waycast/react';
import { useCallback, useDeferredValue, useMemo } from 'react';
import { ENTRY_KINDS, type Item } from './entry-kinds.ts';

const PAGE = 500;

/** The entries that match, read from the server as far as one has scrolled. */
export function useEntries(kind: RegistryKind, text: string) {
  const {
    connection: { http },
  } = useRealtimeConnection();
  const q = useDeferredValue(text.trim());
  const query = useInfiniteQuery({
    queryKey: ['registry', kind, q],
    queryFn: ({ pageParam, signal }) => {
      const from = pageParam === null ? {} : { cursor: pageParam };
      return ENTRY_KINDS[kind].list(http, { ...(q === '' ? {} : { q }), ...from, limit: PAGE }, signal);
    },
    initialPageParam: null as string | null,
    getNextPageParam: ({ nextCursor }) => nextCursor,
    // What was typed before stays until the answer is there, so that the list does not flicker.
    placeholderData: (before) => before,
    staleTime: 0,
    retry: false,
  });
  const { data } = query;
  const items = useMemo((): readonly Item[] => data?.pages.flatMap((page) => page.items) ?? [], [data]);
  return { ...query, items, total: data?.pages[0]?.total };
}

/** Reads again what a change of the registry may have made old, the live list's names included. */
export function useRegistryChanged(): () => void {
  const queries = useQueryClient();
  return useCallback(() => {
    for (const key of ['registry', 'registry-entry', 'vehicles'])
      void queries.invalidateQueries({ queryKey: [key] });
  }, [queries]);
}
