import { describe, expect, it } from 'vitest';
import type { HazardVote, StoredHazard } from '../ports/hazards.ts';
import { AT, newTenant, type RoadsSubject } from './road-samples.ts';

const HOUR = 3_600_000;

/** A hazard lasts an hour after the last word for it, and ends with two against it. */
function weigh(known: StoredHazard, votes: readonly HazardVote[]): StoredHazard {
  const there = votes.filter(({ says }) => says === 'there');
  const dismissals = votes.length - there.length;
  const confirmedAt = Math.max(known.confirmedAt, ...there.map(({ at }) => at));
  const last = votes.at(-1)?.at ?? known.reportedAt;
  const expiresAt = dismissals >= 2 ? last : confirmedAt + HOUR;
  return {
    ...known,
    confirmations: there.length,
    dismissals,
    confirmedAt,
    weight: 1,
    weighedAt: last,
    expiresAt,
  };
}

function sample(tenant: string, hazardId: string, changes: Partial<StoredHazard> = {}): StoredHazard {
  return {
    ...{ tenant, hazardId, type: 'POTHOLE', latitude: 43.73, longitude: 7.42, note: null, region: 'spv2bc' },
    ...{
      confirmations: 0,
      dismissals: 0,
      weight: 0,
      weighedAt: AT,
      reportedAt: AT,
      confirmedAt: AT,
      expiresAt: AT,
    },
    ...changes,
  };
}

/** What the port `Hazards` promises. */
export function hazardsSuite(name: string, open: () => RoadsSubject): void {
  describe(`hazards: ${name}`, () => {
    const report = (hazard: StoredHazard, by: string) => open().hazards.report(hazard, by, 30, weigh);
    const vote = (tenant: string, id: string, by: string, says: HazardVote['says'], at = AT + 1) =>
      open().hazards.vote(tenant, id, { by, says, at }, weigh);

    it('Z1 each subject counts once, and its newest word holds', async () => {
      const tenant = newTenant();
      const { hazard, outcome } = await report(sample(tenant, 'h'), 'anna');
      expect(outcome).toBe('new');
      expect(hazard).toEqual({ ...sample(tenant, 'h'), confirmations: 1, weight: 1, expiresAt: AT + HOUR });
      expect(await vote(tenant, 'h', 'anna', 'there')).toMatchObject({ confirmations: 1 });
      expect(await vote(tenant, 'h', 'ben', 'there')).toMatchObject({ confirmations: 2, dismissals: 0 });
      expect(await vote(tenant, 'h', 'ben', 'gone', AT + 2)).toMatchObject({
        confirmations: 1,
        dismissals: 1,
      });
      expect(await vote(tenant, 'h', 'ben', 'there', AT + 1)).toMatchObject({
        confirmations: 1,
        dismissals: 1,
      });
      expect(await vote(tenant, 'h', 'carl', 'gone', AT + 3)).toMatchObject({ expiresAt: AT + 3 });
      expect(await vote(tenant, 'h', 'anna', 'there', AT + 4)).toBeUndefined();
      expect(await vote(tenant, 'none', 'anna', 'there')).toBeUndefined();
      expect(await vote(newTenant(), 'h', 'anna', 'there')).toBeUndefined();
    });

    it('Z2 a report near to one of its type that is not over is a word for that', async () => {
      const tenant = newTenant();
      await report(sample(tenant, 'h'), 'anna');
      const near = sample(tenant, 'near', { latitude: 43.7302 });
      expect(await report(near, 'ben')).toMatchObject({
        outcome: 'known',
        hazard: { hazardId: 'h', confirmations: 2 },
      });
      const far = sample(tenant, 'far', { latitude: 43.7304 });
      expect(await report(far, 'ben')).toMatchObject({ outcome: 'new', hazard: { hazardId: 'far' } });
      const ice = sample(tenant, 'ice', { type: 'ICE' });
      expect((await report(ice, 'ben')).outcome).toBe('new');
      const later = sample(tenant, 'later', { reportedAt: AT + 2 * HOUR, confirmedAt: AT + 2 * HOUR });
      expect((await report(later, 'ben')).outcome).toBe('new');
      const theirs = { ...near, tenant: newTenant() };
      expect((await report(theirs, 'ben')).outcome).toBe('new');
    });

    it('Z2 of many who report the same at once, one has found it; also across the 180° meridian', async () => {
      const tenant = newTenant();
      const outcomes = await Promise.all(
        Array.from({ length: 8 }, (_, n) =>
          report(sample(tenant, `h${n}`, { longitude: n % 2 === 0 ? 179.99995 : -179.99995 }), `driver-${n}`),
        ),
      );
      expect(outcomes.filter(({ outcome }) => outcome === 'new')).toHaveLength(1);
      const found = await open().hazards.inBox(tenant, [179, 43, -179, 44], AT + 1, 9);
      expect(found.map(({ confirmations }) => confirmations)).toEqual([8]);
    });

    it('Z3 a report with an id that is there changes nothing', async () => {
      const tenant = newTenant();
      await report(sample(tenant, 'h'), 'anna');
      const again = await report(sample(tenant, 'h', { latitude: 1 }), 'ben');
      expect(again).toMatchObject({ outcome: 'again', hazard: { latitude: 43.73, confirmations: 1 } });
    });

    it('Z4 finds those that are not over, the newest first, and those that have ended', async () => {
      const { hazards } = open();
      const tenant = newTenant();
      const place = { latitude: 43.74, region: 'spv2bz' };
      await report(sample(tenant, 'old', { reportedAt: AT - 10, confirmedAt: AT - 10 }), 'anna');
      await report(sample(tenant, 'new', place), 'anna');
      const ids = (found: readonly StoredHazard[]) => found.map(({ hazardId }) => hazardId);
      expect(ids(await hazards.inBox(tenant, [7, 43, 8, 44], AT, 9))).toEqual(['new', 'old']);
      expect(ids(await hazards.inBox(tenant, [7, 43, 8, 44], AT, 1))).toEqual(['new']);
      expect(ids(await hazards.inBox(tenant, [7, 43, 8, 44], AT + HOUR - 10, 9))).toEqual(['new']);
      expect(ids(await hazards.inRegion(tenant, 'spv2bc', AT, 9))).toEqual(['old']);
      expect(ids(await hazards.inRegion(newTenant(), 'spv2bc', AT, 9))).toEqual([]);
      const ended = await hazards.endedBetween(AT + HOUR - 11, AT + HOUR - 10, 999);
      expect(ids(ended.filter((one) => one.tenant === tenant))).toEqual(['old']);
    });
  });
}
