import { useRealtimeConnection } from '@waycast/react';
import { useEffect, useState } from 'react';
import { createServerClock, type ServerClock } from './server-clock.ts';

/** The server's time, for as long as the page is there. */
export function useServerClock(): ServerClock {
  const { connection } = useRealtimeConnection();
  const [clock] = useState(createServerClock);
  useEffect(() => clock.follow(connection), [connection, clock]);
  return clock;
}
