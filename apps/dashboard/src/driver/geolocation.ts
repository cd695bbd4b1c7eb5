/** Watches the device's position. `onProblem` says what the driver can do. Returns the function that stops it. */
export function watchPosition(
  onPosition: (position: GeolocationPosition) => void,
  onProblem: (message: string) => void,
): () => void {
  if (!('geolocation' in navigator) || !window.isSecureContext) {
    onProblem('This browser gives positions to https pages only. Open this page by its https address.');
    return () => undefined;
  }
  const id = navigator.geolocation.watchPosition(onPosition, (error) => onProblem(problemText(error)), {
    enableHighAccuracy: true,
    maximumAge: 0,
    timeout: 30_000,
  });
  return () => navigator.geolocation.clearWatch(id);
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
