import type { TaxiSettings } from '@waycast/contract';
import { WaycastError } from '@waycast/contract';
import { fromLngLat, shapeProblem, tidyShape } from '@waycast/geo';

type Area = TaxiSettings['serviceAreas'][number];

/** Throws WaycastError `invalid` that says what is wrong with settings whose single values were checked. */
export function checkSettings(settings: TaxiSettings): void {
  const { radiusM, maxRadiusM, serviceAreas } = settings;
  if (radiusM > maxRadiusM)
    throw invalid(`radiusM (${radiusM}) takes at most maxRadiusM (${maxRadiusM}): rounds only get wider`);
  checkTimes(settings);
  for (const [index, area] of serviceAreas.entries()) {
    const problem = areaProblem(area);
    if (problem !== undefined)
      throw invalid(`serviceAreas[${index}] (${JSON.stringify(area.name)}): ${problem}`);
  }
}

/** Only of what the mode reads: orders that go to all at once may expire before a round would be over. */
function checkTimes({ offers, roundS, windowS, expiresAfterS }: TaxiSettings): void {
  if (offers === 'broadcast') return;
  if (roundS > expiresAfterS)
    throw invalid(
      `roundS (${roundS}) takes at most expiresAfterS (${expiresAfterS}): an order would expire in its first round`,
    );
  if (offers === 'batch' && windowS + roundS > expiresAfterS)
    throw invalid(
      `windowS (${windowS}) and roundS (${roundS}) take at most expiresAfterS (${expiresAfterS}) together: an order ` +
        'that waits for its window would expire in its first round',
    );
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
