import type { NearbyCars } from '@waycast/contract';
import type { LatLng } from '@waycast/geo';
import type { Routing } from '../../../ports/routing.ts';

/** Of a square's side, degrees of latitude: some 100 m. */
const SQUARE = 0.001;
const DECIMALS = 6;

/** The middle of the square of some 100 m by 100 m in which a place lies: the same for all places in it. */
export function coarse({ latitude, longitude }: LatLng): LatLng {
  const row = Math.floor(latitude / SQUARE);
  const middle = Math.max(-90, Math.min(90, (row + 0.5) * SQUARE));
  // Squares of one row are as wide as they are high, wherever in it the place is.
  const width = SQUARE / Math.max(0.01, Math.cos((middle * Math.PI) / 180));
  const east = (Math.floor(longitude / width) + 0.5) * width;
  return { latitude: rounded(middle), longitude: rounded(Math.max(-180, Math.min(180, east))) };
}

/** Cars as riders see them: what is told of one, its way too, comes from its square alone. */
export async function nearbyCars(
  routing: Routing,
  places: readonly LatLng[],
  center: LatLng,
): Promise<NearbyCars> {
  const squares = places.map(coarse);
  const { ways } = await routing.ways(squares, [center]);
  const cars = squares.map((square, row) => {
    const seconds = ways[row]?.[0]?.durationS;
    return { ...square, pickupS: seconds === undefined ? null : Math.round(seconds) };
  });
  const known = cars.flatMap(({ pickupS }) => pickupS ?? []);
  cars.sort((a, b) => (a.pickupS ?? Number.MAX_VALUE) - (b.pickupS ?? Number.MAX_VALUE));
  return { cars, nearestS: known.length === 0 ? null : Math.min(...known) };
}

function rounded(degrees: number): number {
  return Number(degrees.toFixed(DECIMALS));
}
