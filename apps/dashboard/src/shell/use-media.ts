import { useSyncExternalStore } from 'react';

/** Below this width panels become a sheet at the bottom. */
export const PHONE = '(max-width: 719px)';

export function useMedia(query: string): boolean {
  return useSyncExternalStore(
    (listener) => {
      const media = window.matchMedia(query);
      media.addEventListener('change', listener);
      return () => media.removeEventListener('change', listener);
    },
    () => window.matchMedia(query).matches,
  );
}
