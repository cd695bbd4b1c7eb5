/** What a browser tells about its network and page. */
export interface WakeHints {
  /** Online again, or the page is visible again. */
  woken(): void;
  offline(): void;
}

/** The page's document as far as it matters; there is none in Node, workers and React Native. */
interface VisibleDocument extends EventTarget {
  readonly visibilityState: string;
}

/** Listens to the browser's hints where there are any. Returns the function that stops it. */
export function listenForHints({ woken, offline }: WakeHints): () => void {
  const scope: unknown = globalThis;
  const page: unknown = Reflect.get(globalThis, 'document');
  const visible = () => {
    if (isDocument(page) && page.visibilityState === 'visible') woken();
  };
  const stops = [
    ...(isTarget(scope) ? [listen(scope, 'online', woken), listen(scope, 'offline', offline)] : []),
    ...(isDocument(page) ? [listen(page, 'visibilitychange', visible)] : []),
  ];
  return () => {
    for (const stop of stops) stop();
  };
}

function listen(target: EventTarget, event: string, listener: () => void): () => void {
  target.addEventListener(event, listener);
  return () => target.removeEventListener(event, listener);
}

function isTarget(value: unknown): value is EventTarget {
  return (
    typeof value === 'object' &&
    value !== null &&
    'addEventListener' in value &&
    typeof value.addEventListener === 'function' &&
    'removeEventListener' in value &&
    typeof value.removeEventListener === 'function'
  );
}

function isDocument(value: unknown): value is VisibleDocument {
  return isTarget(value) && 'visibilityState' in value;
}
