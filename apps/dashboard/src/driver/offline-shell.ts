import { registerSW } from 'virtual:pwa-register';

/** Keeps the page itself on the phone, so that it opens without a connection. */
export function installOfflineShell(): () => void {
  if (!('serviceWorker' in navigator)) return () => undefined;
  registerSW({
    immediate: true,
    onRegisterError: (error: unknown) => console.warn('The page is not kept for offline use.', error),
  });
  return () => undefined;
}
