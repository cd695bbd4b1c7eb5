import { type RecomputeReport, WaycastError } from '@waycast/contract';
import type { Clock } from '../../../ports/clock.ts';
import type { RoadObservations } from '../../../ports/road-observations.ts';
import type { RoadSettler } from './road-settler.ts';

interface RecomputeParts {
  readonly observations: Pick<RoadObservations, 'unsettle' | 'totals'>;
  readonly settler: Pick<RoadSettler, 'settleAll'>;
  readonly clock: Clock;
}

/** Has all observations of a tenant matched and everything estimated anew, one such wish of a tenant at a time. */
export function createRecompute({ observations, settler, clock }: RecomputeParts) {
  const running = new Set<string>();
  return async (tenant: string): Promise<RecomputeReport> => {
    if (running.has(tenant))
      throw new WaycastError('conflict', 'the roads are being recomputed already; wait until that has ended');
    running.add(tenant);
    try {
      const begun = clock.now();
      await observations.unsettle(tenant);
      await settler.settleAll(tenant);
      return { ...(await observations.totals(tenant)), tookMs: clock.now() - begun };
    } finally {
      running.delete(tenant);
    }
  };
}
