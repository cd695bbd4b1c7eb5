import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { useRealtimeConnection } from '@waycast/react';
import { useCallback, useEffect } from 'react';
import { createBell } from '../../fleet/bell.ts';
import type { InboxSearch } from '../inbox-search.ts';

/** News comes by itself; all is read again this often. */
const READ_EVERY_MS = 15_000;
/** Messages may come by the hundred a second. */
const NEWS_EVERY_MS = 300;
const KEY = 'conversations';
/** Words are searched from this many letters. */
export const SEARCH_FROM = 2;

/** Conversations of the inbox as it is filtered, the newest first, page by page. */
export function useConversations(search: InboxSearch, me: string | undefined) {
  const { http } = useRealtimeConnection().connection;
  const { state = 'open', of, unread } = search;
  const assignedTo = of === 'mine' ? me : of === 'nobody' ? 'none' : undefined;
  return useInfiniteQuery({
    queryKey: [KEY, 'list', state, assignedTo, unread],
    queryFn: ({ pageParam, signal }) =>
      http.listConversations(
        {
          state,
          ...(assignedTo === undefined ? {} : { assignedTo }),
          ...(unread === undefined ? {} : { unread: 'true' }),
          ...(pageParam === null ? {} : { cursor: pageParam }),
        },
        { signal },
      ),
    initialPageParam: null as string | null,
    getNextPageParam: ({ nextCursor }) => nextCursor,
    enabled: of !== 'mine' || me !== undefined,
    refetchInterval: ({ state: { data } }) => READ_EVERY_MS * (data?.pages.length ?? 1),
    staleTime: 0,
    retry: false,
  });
}

/** Messages with these words. */
export function useFoundMessages(words: string) {
  const { http } = useRealtimeConnection().connection;
  return useQuery({
    queryKey: [KEY, 'found', words],
    queryFn: async ({ signal }) => (await http.searchMessages({ q: words }, { signal })).items,
    enabled: words.length >= SEARCH_FROM,
    retry: false,
  });
}

/** Reads what is listed again. */
export function useRenewal(): () => void {
  const queries = useQueryClient();
  return useCallback(
    () => void queries.invalidateQueries({ queryKey: [KEY, 'list'] }, { cancelRefetch: false }),
    [queries],
  );
}

/** Follows the companies that this agent serves: new messages and what becomes of conversations renew the list. */
export function useCompanyNews(): void {
  const { connection } = useRealtimeConnection();
  const renew = useRenewal();
  const companies = useQuery({
    queryKey: [KEY, 'companies'],
    queryFn: async ({ signal }) => (await connection.http.listCompanies({ signal })).items,
    retry: false,
  });
  // Told apart by their names: the same companies read again are no others.
  const ids = companies.data?.map(({ companyId }) => companyId).join('\n') ?? '';
  useEffect(() => {
    if (ids === '') return undefined;
    const bell = createBell(NEWS_EVERY_MS);
    const stop = bell.subscribe(renew);
    const followed = ids.split('\n').map((companyId) =>
      connection.subscribe(`company:${companyId}`, {
        event: () => bell.ring(),
        recovered: () => bell.ring(),
        onError: (error) => console.warn(`News of ${companyId} come with a delay.`, error),
      }),
    );
    return () => {
      stop();
      for (const one of followed) one.close();
    };
  }, [connection, ids, renew]);
}
