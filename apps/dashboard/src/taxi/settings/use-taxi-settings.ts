import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { TaxiSettings } from '@waycast/contract';
import { useRealtimeConnection } from '@waycast/react';

const KEY = ['taxi', 'settings'];

/** How the tenant dispatches. */
export function useTaxiSettings() {
  const { http } = useRealtimeConnection().connection;
  return useQuery({ queryKey: KEY, queryFn: ({ signal }) => http.taxiSettings({ signal }), retry: false });
}

/** Changes it. */
export function useSettingsChange() {
  const { http } = useRealtimeConnection().connection;
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (settings: TaxiSettings) => http.putTaxiSettings(settings),
    onSuccess: (stored) => queries.setQueryData(KEY, stored),
  });
}
