import { WAYCAST_SOCKETIO } from '../contenders/kinds.ts';
import type { Contender, Scenario } from '../scenario.ts';
import { perPiece } from './growth.ts';
import { manyVehicles } from './many-vehicles.ts';

function boxesOf(followers: number): Contender {
  const box = { columns: 8, rows: 5 };
  const shape = { followers, box, pace: { perSecond: 1000 }, sampleEvery: 10 };
  const name = `${followers.toLocaleString('en')} boxes`;
  const contender = manyVehicles(WAYCAST_SOCKETIO, 'fleet', shape, name);
  return { ...contender, measure: async (options) => perPiece(await contender.measure(options)) };
}

/** As many fixes a second, for more and more followers, each with a box of its own. */
export const growthBoxes: Scenario = {
  name: 'growth-boxes',
  fullOnly: true,
  title: '1,000 fixes a second of 1,000 vehicles, more and more followers with a box of 40 each',
  unit: 'updates delivered',
  goal: 'none; what a fix costs as boxes grow',
  contenders: [50, 200, 1000, 4000].map(boxesOf),
};
