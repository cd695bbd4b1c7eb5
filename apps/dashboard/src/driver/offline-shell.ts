import { registerSW } from 'virtual:pwa-register';

const WORKER = '/sw.js';
/** Where the worker that the build makes is at home. */
const HOME = '/driver';

/** Keeps the page itself on the phone, so that it opens without a connection. `scope` is the page's own path. */
export function installOfflineShell(scope: string = HOME): () => void {
  if (!('serviceWorker' in navigator)) return () => undefined;
  const tell = (error: unknown): void => console.warn('The page is not kept for offline use.', error);
  if (scope === HOME) registerSW({ immediate: true, onRegisterError: tell });
  // The same worker for another path, with files of its own. While developing there is none.
  else if (import.meta.env.PROD) navigator.serviceWorker.register(WORKER, { scope }).catch(tell);
  return () => undefined;
}
