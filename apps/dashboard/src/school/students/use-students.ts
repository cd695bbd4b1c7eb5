import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import type { Student } from '@waycast/contract';
import { useCallback, useDeferredValue, useMemo } from 'react';
import { useSchoolApi } from '../api/school-api.ts';

const PAGE = 500;

/** The students that match, read from the server as far as one has scrolled. */
export function useStudents(text: string) {
  const api = useSchoolApi();
  const q = useDeferredValue(text.trim());
  const query = useInfiniteQuery({
    queryKey: ['school', 'students', q],
    queryFn: ({ pageParam, signal }) => {
      const from = pageParam === null ? {} : { cursor: pageParam };
      return api.listStudents({ ...(q === '' ? {} : { q }), ...from, limit: PAGE }, { signal });
    },
    initialPageParam: null as string | null,
    getNextPageParam: ({ nextCursor }) => nextCursor,
    // What was typed before stays until the answer is there, so that the list does not flicker.
    placeholderData: (before) => before,
    staleTime: 0,
    retry: false,
  });
  const { data } = query;
  const students = useMemo((): readonly Student[] => data?.pages.flatMap(({ items }) => items) ?? [], [data]);
  return { ...query, students, total: data?.pages[0]?.total };
}

/** Reads again what a change of a student may have made old. */
export function useStudentsChanged(): () => void {
  const queries = useQueryClient();
  return useCallback(() => {
    for (const key of ['students', 'student', 'passengers', 'trips'])
      void queries.invalidateQueries({ queryKey: ['school', key] });
  }, [queries]);
}
