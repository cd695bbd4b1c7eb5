import { useEffect } from 'react';
import { useMe } from '../session/use-me.ts';
import { rememberLeastInterval } from './tracker-memory.ts';

/** Remembers how often the server lets a vehicle report, so that the phone keeps to it while offline as well. */
export function useLeastInterval(): void {
  const told = useMe().data?.minReportIntervalMs;
  useEffect(() => {
    if (told !== undefined) rememberLeastInterval(told);
  }, [told]);
}
