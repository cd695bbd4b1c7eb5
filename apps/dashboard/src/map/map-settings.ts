import { useSyncExternalStore } from 'react';

const KEY = 'waycast.map-style-url';
const listeners = new Set<() => void>();

/** The address of a MapLibre style with real tiles, if one was chosen; null: the built-in map. */
export function mapStyleUrl(): string | null {
  return localStorage.getItem(KEY);
}

/** Chooses a style by address; null or an empty text goes back to the built-in map. */
export function chooseMapStyle(url: string | null): void {
  if (url === null || url.trim() === '') localStorage.removeItem(KEY);
  else localStorage.setItem(KEY, url.trim());
  for (const listener of listeners) listener();
}

/** Takes `?style=…` over into the setting and out of the address. */
export function takeStyleFromAddress(location: Location, history: History): void {
  const search = new URLSearchParams(location.search);
  const url = search.get('style');
  if (url === null) return;
  search.delete('style');
  const rest = search.size === 0 ? '' : `?${search}`;
  history.replaceState(history.state, '', location.pathname + rest + location.hash);
  chooseMapStyle(url);
}

export function useMapStyleUrl(): string | null {
  return useSyncExternalStore((listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  }, mapStyleUrl);
}
