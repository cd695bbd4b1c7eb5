import { createWaycast, type Waycast } from '@waycast/server';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freshDatabase } from '../../../../test/fixtures/database.ts';
import { REPORT_PATHS } from '../soak/rides/report-paths.ts';
import { RIDES_SERVER, type RidesOutcome, RidesProgram } from '../soak/rides/rides-program.ts';
import { austinDay, limerickRide, missing } from './real-rides.ts';

/** `npm run soak -- rides` sends the whole ride and the whole fleet. */
const SIZE = { seed: 20_261_121, patienceMs: 20_000 };

describe.skipIf(missing !== '')(`a ride and a fleet's day by every path${missing}`, () => {
  let waycast: Waycast;
  let program: RidesProgram;
  let expected: RidesOutcome;
  let fixes: number;
  beforeAll(async () => {
    waycast = await createWaycast({ ...RIDES_SERVER, databaseUrl: await freshDatabase() });
    const fleet = [...austinDay().values()].filter((ofVehicle) => ofVehicle.length > 300).slice(0, 2);
    const all = [limerickRide().filter((_, index) => index % 4 === 0), ...fleet].flat();
    fixes = all.length;
    program = new RidesProgram(waycast.url ?? '', { ...SIZE, fixes: all });
    expected = await program.inOrder();
  }, 60_000);
  afterAll(() => waycast?.close());

  it.each(Object.keys(REPORT_PATHS))(
    '%s, in disorder and some twice: the same rows, trips and odometer',
    { timeout: 120_000 },
    async (path) => {
      const outcome = await program.disordered(path, expected);
      expect(outcome).toEqual(expected);
      expect(Object.values(outcome.positions).flat()).toHaveLength(fixes);
    },
  );
});
