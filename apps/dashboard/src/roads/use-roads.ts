import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { HttpApi } from '@waycast/client';
import type { BoundingBox, RouteBody } from '@waycast/contract';
import { useRealtimeConnection } from '@waycast/react';
import { toRoadFeatures } from './road-features.ts';

/** Estimates are made anew every few seconds. */
const READ_EVERY_MS = 10_000;
/** What a map can draw and a phone can hold. */
const SEGMENTS_MAX = 5000;
/** Of all that there is, to know where to open the map. */
const SAMPLE = 500;
const EVERYWHERE = '-180,-90,180,90';

function useHttp(): HttpApi {
  return useRealtimeConnection().connection.http;
}

/** The roads in a box, at most 5,000; the last answer stays until the next is there. */
export function useSegments(box: BoundingBox | null) {
  const http = useHttp();
  return useQuery({
    queryKey: ['roads', 'segments', box],
    queryFn: async ({ signal }) => {
      const bbox = box?.join(',') ?? EVERYWHERE;
      const collection = await http.roadSegments({ bbox, limit: SEGMENTS_MAX }, { signal });
      return { features: toRoadFeatures(collection), truncated: collection.truncated };
    },
    enabled: box !== null,
    placeholderData: keepPreviousData,
    refetchInterval: READ_EVERY_MS,
    staleTime: 0,
    retry: false,
  });
}

/** Some of all roads: where the map opens. */
export function useSampleOfRoads() {
  const http = useHttp();
  return useQuery({
    queryKey: ['roads', 'sample'],
    queryFn: async ({ signal }) =>
      toRoadFeatures(await http.roadSegments({ bbox: EVERYWHERE, limit: SAMPLE }, { signal })),
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });
}

/** One road, read again while it is open. */
export function useSegment(segmentId: string | undefined) {
  const http = useHttp();
  return useQuery({
    queryKey: ['roads', 'segment', segmentId],
    queryFn: ({ signal }) => http.roadSegment({ id: segmentId ?? '' }, { signal }),
    enabled: segmentId !== undefined,
    refetchInterval: READ_EVERY_MS,
    staleTime: 0,
    retry: false,
  });
}

/** By hour of the last two days, or by day of the last 30. */
export function useAnalytics(segmentId: string, bucket: 'hour' | 'day') {
  const http = useHttp();
  return useQuery({
    queryKey: ['roads', 'analytics', segmentId, bucket],
    queryFn: async ({ signal }) => {
      const from = new Date(Date.now() - (bucket === 'hour' ? 2 : 30) * 86_400_000).toISOString();
      return (await http.segmentAnalytics({ id: segmentId }, { from, bucket }, { signal })).items;
    },
    refetchInterval: READ_EVERY_MS,
    staleTime: 0,
    retry: false,
  });
}

/** Reports a hazard; the same id sent again is the same report. */
export function useReportHazard(onReported: (hazardId: string) => void) {
  const http = useHttp();
  return useMutation({
    mutationFn: (hazard: RouteBody<'postHazard'>) => http.postHazard(hazard),
    onSuccess: ({ hazardId }) => onReported(hazardId),
  });
}

/** Says that a hazard is still there, or gone. */
export function useHazardVote(hazardId: string, onVoted: () => void) {
  const http = useHttp();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (says: 'there' | 'gone') =>
      says === 'there' ? http.confirmHazard({ id: hazardId }) : http.dismissHazard({ id: hazardId }),
    onSuccess: () => {
      onVoted();
      return queries.invalidateQueries({ queryKey: ['roads'] });
    },
  });
}
