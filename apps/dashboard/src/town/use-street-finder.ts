import { useQuery } from '@tanstack/react-query';
import { loadTown } from './load-town.ts';
import { createStreetFinder, type StreetFinder } from './street-finder.ts';

const nowhere: StreetFinder = () => undefined;

/** Names streets of the demo town; knows none until the town is drawn, and none outside it. */
export function useStreetFinder(): StreetFinder {
  const { data } = useQuery({
    queryKey: ['street-finder'],
    queryFn: async () => createStreetFinder(await loadTown()),
    staleTime: Infinity,
    // A function is not data to compare or copy.
    structuralSharing: false,
  });
  return data ?? nowhere;
}
