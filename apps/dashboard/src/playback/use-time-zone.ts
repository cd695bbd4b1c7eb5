import { useQuery } from '@tanstack/react-query';
import { useRealtimeConnection } from '@waycast/react';

/** The tenant's time zone, by which days are counted; the reader's own until it is known. */
export function useTimeZone(): string {
  const { connection } = useRealtimeConnection();
  const tenant = useQuery({
    queryKey: ['tenant'],
    queryFn: ({ signal }) => connection.http.tenant({ signal }),
  });
  return tenant.data?.timeZone ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
}
