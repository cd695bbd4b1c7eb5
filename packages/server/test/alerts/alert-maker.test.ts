import { AlertRule } from '@waycast/contract';
import { expect, it } from 'vitest';
import { createAlertMaker } from '../../src/modules/alerts/alert-maker.ts';
import type { Occurrence } from '../../src/modules/alerts/occurrence.ts';
import { createManualClock } from '../manual-clock.ts';

const clock = createManualClock();
const NAMELESS = { name: null, plate: null, kind: null, speedLimitMps: null, attributes: {} };
const LIMITS = {
  maxVehicles: 9,
  maxDrivers: 9,
  maxGroups: 9,
  maxDevices: 9,
  maxGeofences: 9,
  maxWebhooks: 9,
};

/** A maker whose rules are these, over vehicles named for their group; `asked` are those that were looked up. */
function world(...rules: readonly Record<string, unknown>[]) {
  const asked: string[] = [];
  const made: string[] = [];
  const parsed = rules.map((rule, index) =>
    AlertRule.parse({
      ruleId: `r${index}`,
      name: 'Rule',
      channels: { webhooks: 'all', push: true },
      createdAt: '2026-01-01T00:00:00.000Z',
      ...rule,
    }),
  );
  const make = createAlertMaker({
    store: {
      rules: async () => parsed,
      put: async (drafts) => {
        made.push(...drafts.map(({ alert }) => `${alert.ruleId} ${alert.kind} ${alert.vehicleId}`));
        return drafts;
      },
    },
    tenants: { settings: async () => ({ timeZone: 'UTC', speedLimitMps: null, ...LIMITS }) },
    vehicles: {
      async get(_tenant, id) {
        asked.push(id);
        return {
          id,
          fields: { ...NAMELESS, groups: [id], archivedAt: null },
          firstSeenAt: null,
          updatedAt: 0,
        };
      },
    },
    metrics: { made: () => undefined, attempted: () => undefined },
    clock,
    freshnessMs: 900_000,
    offlineAfterMs: 60_000,
    pushes: true,
  });
  return { asked, made, make };
}

const occurrence = (kind: Occurrence['kind'], vehicleId: string): Occurrence => ({
  tenant: 'acme',
  vehicleId,
  kind,
  key: `${kind}:${vehicleId}`,
  at: clock.now(),
  late: false,
  fenceId: undefined,
  evidence: {},
});

it('groups of a vehicle are asked for once, and only for what a rule about groups is about', async () => {
  const { asked, made, make } = world({ on: ['overspeed'], groups: ['night'] }, { on: ['trip_ended'] });
  await make([
    occurrence('trip_ended', 'day'),
    occurrence('overspeed', 'night'),
    occurrence('trip_ended', 'night'),
    occurrence('overspeed', 'night'),
    occurrence('overspeed', 'other'),
  ]);
  expect(asked).toEqual(['night', 'other']);
  expect(made).toEqual([
    'r1 trip_ended day',
    'r0 overspeed night',
    'r1 trip_ended night',
    'r0 overspeed night',
  ]);
});
