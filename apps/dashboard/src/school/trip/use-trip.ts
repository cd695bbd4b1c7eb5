import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import { useSchoolApi } from '../api/school-api.ts';

const READ_EVERY_MS = 10_000;

/** A trip with its stops, read again every few seconds while it is shown. */
export function useTrip(tripId: string | undefined) {
  const api = useSchoolApi();
  return useQuery({
    queryKey: ['school', 'trip', tripId],
    queryFn: ({ signal }) => api.trip({ id: tripId ?? '' }, { signal }),
    enabled: tripId !== undefined,
    refetchInterval: READ_EVERY_MS,
    staleTime: 0,
    retry: false,
  });
}

/** When it is expected at each stop that remains. */
export function useTripEtas(tripId: string | undefined, wanted: boolean) {
  const api = useSchoolApi();
  return useQuery({
    queryKey: ['school', 'etas', tripId],
    queryFn: ({ signal }) => api.tripEtas({ id: tripId ?? '' }, { signal }),
    enabled: tripId !== undefined && wanted,
    refetchInterval: READ_EVERY_MS,
    staleTime: 0,
    retry: false,
  });
}

/** Who is on it and who is expected. */
export function usePassengers(tripId: string | undefined) {
  const api = useSchoolApi();
  return useQuery({
    queryKey: ['school', 'passengers', tripId],
    queryFn: ({ signal }) => api.tripPassengers({ id: tripId ?? '' }, { signal }),
    enabled: tripId !== undefined,
    refetchInterval: READ_EVERY_MS,
    staleTime: 0,
    retry: false,
  });
}

/** What is done to a trip. */
export type TripAct =
  | { readonly kind: 'start' }
  | { readonly kind: 'complete' }
  | { readonly kind: 'cancel'; readonly reason: string }
  | { readonly kind: 'substitute'; readonly vehicleId?: string; readonly driverId?: string };

/** Does it, and reads again what it changed. */
export function useTripAct(tripId: string) {
  const api = useSchoolApi();
  const queries = useQueryClient();
  const renew = useCallback(() => {
    for (const key of ['trips', 'trip', 'etas', 'passengers'])
      void queries.invalidateQueries({ queryKey: ['school', key] });
  }, [queries]);
  return useMutation({
    mutationFn: (act: TripAct): Promise<unknown> => {
      const at = { id: tripId };
      switch (act.kind) {
        case 'start':
          return api.startTrip(at, {});
        case 'complete':
          return api.completeTrip(at, {});
        case 'cancel':
          return api.cancelTrip(at, { reason: act.reason });
        case 'substitute': {
          const { kind: _, ...others } = act;
          return api.substituteTrip(at, others);
        }
        default:
          return act satisfies never;
      }
    },
    onSettled: renew,
  });
}
