/** A position as browsers tell it. */
export function aPosition(timestamp: number, coords: Partial<GeolocationCoordinates>): GeolocationPosition {
  const all = {
    latitude: 52.66,
    longitude: -8.63,
    accuracy: 6,
    altitude: null,
    altitudeAccuracy: null,
    heading: null,
    speed: null,
    ...coords,
  };
  return { timestamp, coords: { ...all, toJSON: () => all }, toJSON: () => ({}) };
}
