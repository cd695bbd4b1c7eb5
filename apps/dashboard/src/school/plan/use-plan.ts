import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { readAll } from '../../list/read-all.ts';
import { type SchoolApi, useSchoolApi } from '../api/school-api.ts';

const PLAN = ['school', 'plan'] as const;
/** As many as a tenant may have of any but schedules, which are read by route or up to here. */
const ITEMS_MAX = 20_000;
const READ = { retry: false, staleTime: 10_000 } as const;

export function useStops() {
  const api = useSchoolApi();
  return useQuery({
    queryKey: [...PLAN, 'stops'],
    queryFn: ({ signal }) =>
      readAll((page) => api.listSchoolStops(page, { signal }), { itemsMax: ITEMS_MAX }),
    ...READ,
  });
}

export function useRoutes() {
  const api = useSchoolApi();
  return useQuery({
    queryKey: [...PLAN, 'routes'],
    queryFn: ({ signal }) => readAll((page) => api.listSchoolRoutes(page, { signal })),
    ...READ,
  });
}

export function useCalendars() {
  const api = useSchoolApi();
  return useQuery({
    queryKey: [...PLAN, 'calendars'],
    queryFn: ({ signal }) => readAll((page) => api.listSchoolCalendars(page, { signal })),
    ...READ,
  });
}

export function useSchedules() {
  const api = useSchoolApi();
  return useQuery({
    queryKey: [...PLAN, 'schedules'],
    queryFn: ({ signal }) =>
      readAll((page) => api.listSchoolSchedules(page, { signal }), { itemsMax: ITEMS_MAX }),
    ...READ,
  });
}

/** A change of the plan; what was read of it is read again. */
export function usePlanChange<V, R>(change: (api: SchoolApi, what: V) => Promise<R>) {
  const api = useSchoolApi();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (what: V) => change(api, what),
    onSettled: () => queries.invalidateQueries({ queryKey: ['school'] }),
  });
}
