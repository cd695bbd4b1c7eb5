import { useQuery } from '@tanstack/react-query';
import type { ReportedEvent, ReportedStop } from '@waycast/contract';
import { useRealtimeConnection } from '@waycast/react';
import { useMemo } from 'react';
import { speedText } from '../words/figures.ts';
import { lastingText } from '../words/lasting.ts';
import type { Spot } from './ride-layers.ts';
import type { TimelineEvent } from './timeline.tsx';

export interface DayEvents {
  readonly events: readonly TimelineEvent[];
  readonly halts: readonly Spot[];
}

const NO_STOPS: readonly ReportedStop[] = [];

/** What happened on the way: where it stood and for how long, which geofences it was in, where it was too fast. */
export function useDayEvents(vehicleId: string, from: number, to: number): DayEvents {
  const { connection } = useRealtimeConnection();
  const span = { from: new Date(from).toISOString(), to: new Date(to + 1).toISOString() };
  const stops = useQuery({
    queryKey: ['stops', vehicleId, from, to],
    queryFn: async ({ signal }) =>
      (await connection.http.reportStops({ vehicle: vehicleId, ...span }, { signal })).items,
  });
  const others = useQuery({
    queryKey: ['events', vehicleId, from, to],
    queryFn: async ({ signal }) =>
      (await connection.http.vehicleEvents({ id: vehicleId }, span, { signal })).items,
  });
  return useMemo(() => {
    const halts = stops.data ?? NO_STOPS;
    const standing = halts.map((halt) => ({
      ...shown('stop', halt, to),
      words: `Stood for ${lastingText(halt.durationS)}`,
    }));
    const rest = (others.data ?? []).map((event) => ({
      ...shown(event.kind, event, to),
      words: wordsOf(event),
    }));
    return { events: [...standing, ...rest], halts };
  }, [stops.data, others.data, to]);
}

function shown(kind: TimelineEvent['kind'], event: Pick<ReportedEvent, 'startsAt' | 'endsAt'>, to: number) {
  const { startsAt, endsAt } = event;
  return { kind, from: Date.parse(startsAt), to: endsAt === null ? to : Date.parse(endsAt) };
}

function wordsOf(event: ReportedEvent): string {
  if (event.kind === 'geofence') return `In ${event.geofenceName} for ${lastingText(event.durationS)}`;
  const { maxSpeed, speedLimit, durationS } = event;
  return `Up to ${speedText(maxSpeed)} where ${speedText(speedLimit)} are allowed, for ${lastingText(durationS)}`;
}
