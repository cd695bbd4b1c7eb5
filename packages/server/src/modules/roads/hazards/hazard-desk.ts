import { randomUUID } from 'node:crypto';
import { type Hazard, type NewHazard, type Subject, WaycastError } from '@waycast/contract';
import { encodeGeohash } from '@waycast/geo';
import type { z } from 'zod';
import { isoTime } from '../../../kernel/iso-time.ts';
import type { Clock } from '../../../ports/clock.ts';
import type { Hazards, HazardVote, StoredHazard } from '../../../ports/hazards.ts';
import type { RoadsDesk } from '../../../ports/roads-desk.ts';
import { confidenceAt, weighHazard } from './weigh-hazard.ts';

/** A report so near to one of its type is about that. */
const NEAR_M = 30;

interface HazardParts {
  readonly hazards: Hazards;
  readonly clock: Clock;
  /** Called when what is there in a region has changed. */
  readonly changed: (tenant: string, region: string) => void;
}

type HazardDesk = Pick<RoadsDesk, 'reportHazard' | 'hazards' | 'confirmHazard' | 'dismissHazard'>;

/** Hazards as people on the road tell and see them. */
export function createHazardDesk({ hazards, clock, changed }: HazardParts): HazardDesk {
  async function vote(subject: Subject, hazardId: string, says: HazardVote['says']): Promise<Hazard> {
    const word = { by: subject.id, says, at: clock.now() };
    const hazard = await hazards.vote(subject.tenant, hazardId, word, weighHazard);
    if (hazard === undefined)
      throw new WaycastError('not_found', `there is no hazard ${hazardId}, or it is over; report it anew`);
    changed(subject.tenant, hazard.region);
    return answer(hazard, clock.now());
  }

  return {
    async reportHazard(subject, given) {
      const reported = newHazard(subject.tenant, given, clock.now());
      const { hazard, outcome } = await hazards.report(reported, subject.id, NEAR_M, weighHazard);
      if (outcome === 'again') requireSame(hazard, reported);
      else changed(subject.tenant, hazard.region);
      return answer(hazard, clock.now());
    },
    async hazards(tenant, { bbox, limit }) {
      const now = clock.now();
      return (await hazards.inBox(tenant, bbox, now, limit)).map((hazard) => answer(hazard, now));
    },
    confirmHazard: (subject, hazardId) => vote(subject, hazardId, 'there'),
    dismissHazard: (subject, hazardId) => vote(subject, hazardId, 'gone'),
  };
}

function newHazard(tenant: string, given: z.output<typeof NewHazard>, now: number): StoredHazard {
  const { hazardId = randomUUID(), note = null, ...place } = given;
  return {
    ...{ tenant, hazardId, note, ...place, region: encodeGeohash(place) },
    ...{ confirmations: 0, dismissals: 0, weight: 0 },
    ...{ weighedAt: now, reportedAt: now, confirmedAt: now, expiresAt: now },
  };
}

function requireSame(known: StoredHazard, given: StoredHazard): void {
  const { hazardId, type, latitude, longitude } = known;
  if (type === given.type && latitude === given.latitude && longitude === given.longitude) return;
  throw new WaycastError(
    'conflict',
    `hazardId ${hazardId} was used for another hazard (${type} at ${latitude}, ${longitude}); send another id, or none`,
  );
}

/** As clients get it. */
export function answer(hazard: StoredHazard, now: number): Hazard {
  const { hazardId, type, latitude, longitude, note, region, confirmations, dismissals } = hazard;
  return {
    ...{ hazardId, type, latitude, longitude, note, confirmations, dismissals },
    confidence: Math.round(confidenceAt(hazard, now) * 1000) / 1000,
    region,
    reportedAt: isoTime(hazard.reportedAt),
    confirmedAt: isoTime(hazard.confirmedAt),
    expiresAt: isoTime(hazard.expiresAt),
  };
}
