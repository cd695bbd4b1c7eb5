import { useQuery } from '@tanstack/react-query';
import { readAll } from '../../list/read-all.ts';
import { useSchoolApi } from '../api/school-api.ts';

/** News of visible trips comes by itself; the rest is read again this often. */
const READ_EVERY_MS = 15_000;

/** All trips of a day of service. */
export function useTrips(day: string | undefined) {
  const api = useSchoolApi();
  return useQuery({
    queryKey: ['school', 'trips', day ?? 'today'],
    queryFn: ({ signal }) =>
      readAll((page) => api.listTrips({ ...page, ...(day === undefined ? {} : { date: day }) }, { signal })),
    refetchInterval: READ_EVERY_MS,
    staleTime: 0,
    retry: false,
    // What was read before stays while another day is read, and while the server is away.
    placeholderData: (before) => before,
  });
}
