import type { TaxiSettings } from '@waycast/contract';
import { WaycastError } from '@waycast/contract';
import { fromLngLat, shapeProblem, tidyShape } from '@waycast/geo';

type Area = TaxiSettings['serviceAreas'][number];

/** Throws WaycastError `invalid` that says what is wrong with settings whose single values were checked. */
export function checkSettings({
  radiusM,
  maxRadiusM,
  serviceAreas,
  expiresAfterS,
  windowS,
}: TaxiSettings): void {
  if (radiusM > maxRadiusM)
    throw invalid(`radiusM (${radiusM}) takes at most maxRadiusM (${maxRadiusM}): rounds only get wider`);
  if (windowS >= expiresAfterS)
    throw invalid(
      `windowS (${windowS}) takes less than expiresAfterS (${expiresAfterS}): nothing would be offered`,
    );
  for (const [index, area] of serviceAreas.entries()) {
    const problem = areaProblem(area);
    if (problem !== undefined)
      throw invalid(`serviceAreas[${index}] (${JSON.stringify(area.name)}): ${problem}`);
  }
}

function areaProblem({ ring }: Area): string | undefined {
  const [first, last] = [ring[0], ring.at(-1)];
  if (first === undefined || last === undefined || first[0] !== last[0] || first[1] !== last[1])
    return 'ring takes a closed ring: its last position is the same as its first';
  return shapeProblem(tidyShape({ type: 'polygon', outer: ring.map(fromLngLat) }));
}

function invalid(message: string): WaycastError {
  return new WaycastError('invalid', message);
}
