import { FlatLine, type LatLng } from '@waycast/geo';

/** A route's line, in the direction of travel. */
export interface RouteLine {
  readonly path: FlatLine;
  /** Someone drew it, so that vehicles stay on it. Otherwise it only joins the stops, and roads do as they please. */
  readonly drawn: boolean;
}

/** What a line is where there is not even a stop: a place, so that the problem can be told like any other. */
const NOWHERE: LatLng = { latitude: 0, longitude: 0 };

/** The line as it was drawn, or one through the ordered stops where none was. */
export function routeLine(drawn: readonly LatLng[] | null, stops: readonly LatLng[]): RouteLine {
  const isLine = drawn !== null && drawn.length > 1;
  const points = isLine ? drawn : stops;
  return { path: new FlatLine(points.length > 0 ? points : [NOWHERE]), drawn: isLine };
}
