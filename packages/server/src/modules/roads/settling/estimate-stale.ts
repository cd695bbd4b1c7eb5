import type { RoadObservations, StaleSegment } from '../../../ports/road-observations.ts';
import type { MadeEstimate, QualityChange, RoadSegments } from '../../../ports/road-segments.ts';
import { ESTIMATED_FROM, estimateSegment } from '../estimate/estimate-segment.ts';
import { cellOf } from './cells.ts';

interface EstimateParts {
  readonly observations: Pick<RoadObservations, 'ofSegment'>;
  readonly roadSegments: Pick<RoadSegments, 'estimate'>;
}

/** Makes the estimates of one tenant's segments and cells anew. Resolves to the qualities that changed. */
export async function estimateStale(
  { observations, roadSegments }: EstimateParts,
  tenant: string,
  stale: readonly StaleSegment[],
): Promise<readonly QualityChange[]> {
  const made: MadeEstimate[] = [];
  for (const { segmentId, lease, changes } of stale) {
    const found = await observations.ofSegment(tenant, segmentId, ESTIMATED_FROM);
    // As sure as when it was last seen: that it fades since then is told when it is read.
    const newest = found[0]?.time ?? 0;
    const estimate = estimateSegment(segmentId, found, newest);
    made.push({ segmentId, lease, changes, estimate, cell: cellOf(tenant, segmentId) });
  }
  return roadSegments.estimate(tenant, made);
}
