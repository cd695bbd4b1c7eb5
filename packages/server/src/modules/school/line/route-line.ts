import { FlatLine, type LatLng } from '@waycast/geo';

/** A route's line, in the direction of travel. */
export interface RouteLine {
  readonly path: FlatLine;
  /** Someone drew it, so that vehicles stay on it. Otherwise it only joins the stops, and roads do as they please. */
  readonly drawn: boolean;
}

/** The line as it was drawn, or one through the ordered stops where none was. Throws RangeError without any point. */
export function routeLine(drawn: readonly LatLng[] | null, stops: readonly LatLng[]): RouteLine {
  const isLine = drawn !== null && drawn.length > 1;
  return { path: new FlatLine(isLine ? drawn : stops), drawn: isLine };
}
