import { useSyncExternalStore } from 'react';

const SECRET = /^#(share_[\w-]{32})$/;

/** The link's secret from behind the `#`, which no server and no proxy gets to see; null where there is none. */
export function useShareToken(): string | null {
  return useSyncExternalStore(subscribe, () => SECRET.exec(window.location.hash)?.[1] ?? null);
}

function subscribe(listener: () => void): () => void {
  window.addEventListener('hashchange', listener);
  return () => window.removeEventListener('hashchange', listener);
}
