import { useQuery } from '@tanstack/react-query';
import { useRealtimeConnection } from '@waycast/react';
import { useEffect, useState } from 'react';
import { type Reading, readingOf } from './reading.ts';

const EVERY_MS = 5000;
/** Ten minutes of readings. */
const KEPT = 120;

/** Asks the server every five seconds while the page is seen. */
export function useReadings() {
  const {
    connection: { http },
  } = useRealtimeConnection();
  const [readings, setReadings] = useState<readonly Reading[]>([]);
  const options = { refetchInterval: EVERY_MS, retry: false, staleTime: 0 } as const;
  const metrics = useQuery({
    ...options,
    queryKey: ['operations', 'metrics'],
    queryFn: async ({ signal }) => {
      const response = await http.metrics({ signal });
      return readingOf(await response.text(), Date.now());
    },
  });
  const stats = useQuery({
    ...options,
    queryKey: ['operations', 'stats'],
    queryFn: ({ signal }) => http.stats({ signal }),
  });
  const health = useQuery({
    ...options,
    queryKey: ['operations', 'health'],
    queryFn: ({ signal }) => http.health({ signal }),
  });
  const ready = useQuery({
    ...options,
    queryKey: ['operations', 'ready'],
    queryFn: ({ signal }) => http.healthReady({ signal }),
  });
  const { data } = metrics;
  useEffect(() => {
    if (data !== undefined) setReadings((known) => [...known, data].slice(-KEPT));
  }, [data]);
  return { readings, metrics, stats, health, ready };
}

/** The last two readings of the server that answered last; rates come from them. */
export function lastPair(readings: readonly Reading[]): { before: Reading; after: Reading } | undefined {
  const after = readings.at(-1);
  if (after === undefined) return undefined;
  const before = readings.slice(0, -1).findLast(({ server }) => server === after.server);
  return before === undefined ? undefined : { before, after };
}
