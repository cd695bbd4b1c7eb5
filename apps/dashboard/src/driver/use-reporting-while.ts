import { useEffect, useState } from 'react';
import { rememberVehicle } from './tracker-memory.ts';
import type { Tracker } from './use-tracker.ts';

/** The phone reports its position while the work lasts, as the page of drivers does. */
export function useReportingWhile(
  working: boolean,
  vehicleId: string | null,
  { start, stop, running: reports }: Tracker,
): void {
  const [was, setWas] = useState(false);
  useEffect(() => {
    if (working === was) return;
    setWas(working);
    if (working) {
      rememberVehicle(vehicleId);
      if (!reports) start();
    } else if (reports) stop();
  }, [working, was, reports, vehicleId, start, stop]);
}
