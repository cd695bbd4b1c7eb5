import { expect, it } from 'vitest';
import { isLate, RememberedVehicles } from '../../src/modules/fleet/settling/remembered-vehicles.ts';
import { VehicleRun } from '../../src/modules/fleet/settling/vehicle-run.ts';

const vehicle = { tenant: 'default', vehicleId: 'bus-1' };

it('remembers the last fixes of a vehicle that is settled each time, and no more', () => {
  const remembered = new RememberedVehicles();
  const run = new VehicleRun([], {});
  for (let time = 1; time <= 1000; time++)
    remembered.settled('bus-1', { vehicle, run, time, silent: false, isComplete: true, recent: [time] });
  const known = remembered.get('bus-1');
  expect(known?.recent).toHaveLength(64);
  expect([1000, 937, 936].map((time) => known !== undefined && isLate(known, time))).toEqual([
    false,
    false,
    true,
  ]);
});

it('forgets a vehicle of which more fixes wait', () => {
  const remembered = new RememberedVehicles();
  const outcome = { vehicle, run: new VehicleRun([], {}), time: 1, silent: false, recent: [1] };
  remembered.settled('bus-1', { ...outcome, isComplete: true });
  remembered.settled('bus-1', { ...outcome, isComplete: false });
  expect(remembered.get('bus-1')).toBeUndefined();
});
