import { expect, it } from 'vitest';
import { awaitedOf } from '../../src/modules/sharing/share-endings.ts';
import type { Finding } from '../../src/ports/findings.ts';
import type { VehicleEventAction } from '../../src/ports/vehicle-events.ts';

const AT = Date.parse('2026-05-04T08:00:00.000Z');

const eventOf = (kind: Finding['kind'], action: VehicleEventAction, data: Finding['data'] = {}) => ({
  id: 1,
  tenant: 'acme',
  vehicleId: 'van-1',
  action,
  at: AT,
  late: false,
  finding: { kind, key: 'k', startsAt: action === 'opened' ? AT : AT - 1000, endsAt: null, data },
});
const about = { tenant: 'acme', vehicleId: 'van-1', at: AT };

it.each<[string, ReturnType<typeof eventOf>, object | undefined]>([
  ['the end of a trip', eventOf('trip', 'closed'), { ...about, end: { event: 'trip_ended' } }],
  ['the start of a trip', eventOf('trip', 'opened'), undefined],
  ['a trip that turned out otherwise', eventOf('trip', 'changed'), undefined],
  [
    'a fence entered',
    eventOf('fence', 'opened', { fenceId: 'home', fenceName: 'Home' }),
    { ...about, end: { event: 'geofence_enter', fenceId: 'home' } },
  ],
  [
    'a vehicle first seen in a fence',
    eventOf('fence', 'opened', { fenceId: 'home', firstSighting: true }),
    undefined,
  ],
  [
    'a fence left, as the entering of a visit that was over when it was found',
    eventOf('fence', 'closed', { fenceId: 'home' }),
    { ...about, at: AT - 1000, end: { event: 'geofence_enter', fenceId: 'home' } },
  ],
  [
    'a fence left by a vehicle first seen in it',
    eventOf('fence', 'closed', { fenceId: 'home', firstSighting: true }),
    undefined,
  ],
  ['a visit that never was', eventOf('fence', 'withdrawn', { fenceId: 'home' }), undefined],
  ['a stay in a fence', eventOf('dwell', 'opened', { fenceId: 'home' }), undefined],
  ['a stop', eventOf('stop', 'closed'), undefined],
])('%s is what links wait for, or not', (_, event, expected) => {
  expect(awaitedOf(event)).toEqual(expected);
});
