import { useQuery } from '@tanstack/react-query';
import { useRealtimeConnection } from '@waycast/react';

/** Who is asking: roles, vehicles and how often they report. */
export function useMe(options: { readonly enabled?: boolean; readonly retry?: boolean } = {}) {
  const { http } = useRealtimeConnection().connection;
  return useQuery({ queryKey: ['me'], queryFn: ({ signal }) => http.me({ signal }), ...options });
}
