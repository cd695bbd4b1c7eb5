/**
 * Keeps the screen on until released. The system takes the lock when the page is hidden, so it is asked for again when
 * the page comes back. `onChange` tells whether it is held.
 */
export function keepAwake(onChange: (awake: boolean) => void): () => void {
  let lock: WakeLockSentinel | null = null;
  let released = false;
  async function ask(): Promise<void> {
    if (!('wakeLock' in navigator) || document.visibilityState !== 'visible') return;
    const fresh = await navigator.wakeLock.request('screen');
    if (released) return fresh.release();
    lock = fresh;
    onChange(true);
    fresh.addEventListener('release', () => onChange(false));
  }
  // A phone low on battery refuses; tracking goes on while the screen stays on by itself.
  const tryAsk = (): void => void ask().catch(() => onChange(false));
  document.addEventListener('visibilitychange', tryAsk);
  tryAsk();
  return () => {
    released = true;
    document.removeEventListener('visibilitychange', tryAsk);
    lock?.release().catch((error: unknown) => console.warn('The screen lock was not released.', error));
  };
}
