import { HAZARD_TYPES } from '@waycast/contract';
import { describe, expect, it } from 'vitest';
import { confidenceAt, HALF_LIFE_MS, weighHazard } from '../../src/modules/roads/hazards/weigh-hazard.ts';
import type { HazardVote, StoredHazard } from '../../src/ports/hazards.ts';

const AT = Date.UTC(2026, 4, 4, 8);
const HOUR = 3_600_000;

function reported(type: StoredHazard['type']): StoredHazard {
  return {
    ...{ tenant: 't', hazardId: 'h', type, latitude: 1, longitude: 2, note: null, region: 's00000' },
    ...{
      confirmations: 0,
      dismissals: 0,
      weight: 0,
      weighedAt: AT,
      reportedAt: AT,
      confirmedAt: AT,
      expiresAt: AT,
    },
  };
}

const there = (by: string, at = AT): HazardVote => ({ by, says: 'there', at });
const gone = (by: string, at = AT): HazardVote => ({ by, says: 'gone', at });
const weigh = (type: StoredHazard['type'], ...votes: HazardVote[]) => weighHazard(reported(type), votes);
const rounded = (value: number) => Math.round(value * 1000) / 1000;

describe('hazards', () => {
  it.each(HAZARD_TYPES)('[P91] %s is half as sure after its half-life, and over below 0.1', (type) => {
    const hazard = weigh(type, there('anna'));
    expect(rounded(confidenceAt(hazard, AT))).toBe(0.6);
    expect(rounded(confidenceAt(hazard, AT + HALF_LIFE_MS[type]))).toBe(0.3);
    expect(rounded(confidenceAt(hazard, hazard.expiresAt))).toBe(0.1);
    expect(hazard.expiresAt - AT).toBeCloseTo(HALF_LIFE_MS[type] * Math.log2(6), -1);
  });

  it.each([
    ['one word for it', [there('a')], 0.6, 1, 0],
    ['two', [there('a'), there('b')], 0.84, 2, 0],
    ['one against it', [there('a'), gone('b')], 0.24, 1, 1],
    ['for it again after that', [there('a'), gone('b'), there('c')], 0.696, 2, 1],
    ['a half-life between two', [there('a'), there('b', AT + 2 * HOUR)], 0.72, 2, 0],
  ])('%s', (_name, votes, confidence, confirmations, dismissals) => {
    const hazard = weigh('ACCIDENT', ...votes);
    expect(hazard).toMatchObject({ confirmations, dismissals });
    expect(rounded(hazard.weight)).toBe(confidence);
    expect(hazard.weighedAt).toBe(Math.max(...votes.map(({ at }) => at)));
  });

  it('is over at once when nobody is left who says that it is there, or enough say that it is not', () => {
    expect(weigh('CLOSURE', gone('a', AT + 5)).expiresAt).toBe(AT + 5);
    expect(weigh('CLOSURE', there('a'), gone('b'), gone('c', AT + 9)).expiresAt).toBe(AT + 9);
  });
});
