import { useEffect, useRef, useState } from 'react';

interface Lost {
  /** By this device's clock. */
  readonly timeMs: number;
  /** False: there has been no connection yet. */
  readonly wasOpen: boolean;
}

/** Since when there is no connection, once that has lasted so long: shorter interruptions are nobody's business. */
export function useLostAt(connected: boolean, patienceMs: number): Lost | null {
  const wasOpen = useRef(false);
  const [lost, setLost] = useState<Lost | null>(null);
  useEffect(() => {
    if (connected) {
      wasOpen.current = true;
      setLost(null);
      return undefined;
    }
    const since = { timeMs: Date.now(), wasOpen: wasOpen.current };
    const timer = setTimeout(() => setLost(since), patienceMs);
    return () => clearTimeout(timer);
  }, [connected, patienceMs]);
  return lost;
}
