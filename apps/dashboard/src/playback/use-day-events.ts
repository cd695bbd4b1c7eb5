import { useQuery } from '@tanstack/react-query';
import { useRealtimeConnection } from '@waycast/react';
import { useMemo } from 'react';
import { lastingText } from '../words/lasting.ts';
import type { Halt } from './ride-layers.ts';
import type { TimelineEvent } from './timeline.tsx';

export interface DayEvents {
  readonly events: readonly TimelineEvent[];
  readonly halts: readonly Halt[];
}

const NONE: DayEvents = { events: [], halts: [] };

/** What happened on the way: where it stood, and for how long. */
export function useDayEvents(vehicleId: string, from: number, to: number): DayEvents {
  const { connection } = useRealtimeConnection();
  const stops = useQuery({
    queryKey: ['stops', vehicleId, from, to],
    queryFn: async ({ signal }) =>
      (
        await connection.http.reportStops(
          { vehicle: vehicleId, from: new Date(from).toISOString(), to: new Date(to + 1).toISOString() },
          { signal },
        )
      ).items,
  });
  return useMemo(() => {
    if (stops.data === undefined) return NONE;
    const events = stops.data.map(({ startsAt, endsAt, durationS }) => ({
      id: startsAt,
      from: Date.parse(startsAt),
      to: endsAt === null ? to : Date.parse(endsAt),
      words: `Stood for ${lastingText(durationS)}`,
    }));
    return { events, halts: stops.data };
  }, [stops.data, to]);
}
