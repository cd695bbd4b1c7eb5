/** A phone that stands still may be told nothing for minutes, and would be taken for one that is gone. */
const ASK_AFTER_MS = 20_000;
/** How long after another is wanted one may still come by itself. */
const MAY_COME_MS = 1000;
const OPTIONS: PositionOptions = { enableHighAccuracy: true, maximumAge: 0, timeout: 30_000 };

/**
 * Watches the device's position, and asks for it where nothing was told for 20 s. `onPosition` may return after how many
 * ms it wants another: it is asked for soon after that, so that a vehicle that came to rest is not shown short of where
 * it stands. `onProblem` says what the driver can do. Returns the function that stops it.
 */
export function watchPosition(
  onPosition: (position: GeolocationPosition) => number | undefined,
  onProblem: (message: string) => void,
): () => void {
  if (!('geolocation' in navigator) || !window.isSecureContext) {
    onProblem('This browser gives positions to https pages only. Open this page by its https address.');
    return () => undefined;
  }
  const { geolocation } = navigator;
  let isStopped = false;
  let asking: ReturnType<typeof setTimeout>;
  const askLater = (afterMs = ASK_AFTER_MS): void => {
    clearTimeout(asking);
    if (!isStopped) asking = setTimeout(() => geolocation.getCurrentPosition(hear, fail, OPTIONS), afterMs);
  };
  const hear = (position: GeolocationPosition): void => {
    askLater();
    if (isStopped) return;
    const wantedInMs = onPosition(position);
    if (wantedInMs !== undefined) askLater(Math.min(ASK_AFTER_MS, wantedInMs + MAY_COME_MS));
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
