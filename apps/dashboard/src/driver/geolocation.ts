/** A phone that stands still may be told nothing for minutes, and would be taken for one that is gone. */
const ASK_AFTER_MS = 20_000;
const OPTIONS: PositionOptions = { enableHighAccuracy: true, maximumAge: 0, timeout: 30_000 };

/**
 * Watches the device's position, and asks for it where nothing was told for 20 s. `onProblem` says what the driver can
 * do. Returns the function that stops it.
 */
export function watchPosition(
  onPosition: (position: GeolocationPosition) => void,
  onProblem: (message: string) => void,
): () => void {
  if (!('geolocation' in navigator) || !window.isSecureContext) {
    onProblem('This browser gives positions to https pages only. Open this page by its https address.');
    return () => undefined;
  }
  const { geolocation } = navigator;
  let isStopped = false;
  let asking: ReturnType<typeof setTimeout>;
  const askLater = (): void => {
    clearTimeout(asking);
    if (!isStopped)
      asking = setTimeout(() => geolocation.getCurrentPosition(hear, fail, OPTIONS), ASK_AFTER_MS);
  };
  const hear = (position: GeolocationPosition): void => {
    askLater();
    if (!isStopped) onPosition(position);
  };
  const fail = (error: GeolocationPositionError): void => {
    askLater();
    if (!isStopped) onProblem(problemText(error));
  };
  const id = geolocation.watchPosition(hear, fail, OPTIONS);
  askLater();
  return () => {
    isStopped = true;
    clearTimeout(asking);
    geolocation.clearWatch(id);
  };
}

function problemText({ code, PERMISSION_DENIED, POSITION_UNAVAILABLE }: GeolocationPositionError): string {
  switch (code) {
    case PERMISSION_DENIED:
      return "This page may not see the position. Allow it in the browser's settings for this page, then start again.";
    case POSITION_UNAVAILABLE:
      return 'The phone finds no position now. Tracking goes on as soon as it does.';
    default:
      return 'Waiting for a position. Under the open sky it comes sooner.';
  }
}
