import type { HttpApi } from '@waycast/client';
import { useRealtimeConnection } from '@waycast/react';

/** The client's calls; those of school transport are what these pages use. */
export type SchoolApi = HttpApi;

export function useSchoolApi(): SchoolApi {
  return useRealtimeConnection().connection.http;
}
