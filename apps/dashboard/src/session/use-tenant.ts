import { useQuery } from '@tanstack/react-query';
import { useRealtimeConnection } from '@waycast/react';

/** What holds for the whole tenant. */
export function useTenant(options: { readonly retry?: boolean; readonly staleTime?: number } = {}) {
  const { http } = useRealtimeConnection().connection;
  return useQuery({ queryKey: ['tenant'], queryFn: ({ signal }) => http.tenant({ signal }), ...options });
}
