import { SHARED_KINDS, severalContender } from '../contenders/several.ts';
import type { Contender, Scenario } from '../scenario.ts';
import { perPiece } from './growth.ts';
import { type Load, measureRealistic } from './realistic.ts';

const PACED: Load = { perSecond: 1000 };
const COUNTS = [1, 2, 4];

/** So many servers in all, whose followers sit anywhere. */
function contendersOf(dashboards: number): Contender[] {
  const ours = SHARED_KINDS.find(({ program }) => program === 'waycast');
  if (ours === undefined) throw new Error('Waycast is not among those that share a Redis');
  return COUNTS.map((count) => {
    const name = `${count} ${count === 1 ? 'server' : 'servers'}, ${dashboards} dashboards`;
    const setting = { count, hasDashboards: dashboards > 0 };
    return severalContender({ ...ours, name }, setting, async (several, options) =>
      perPiece(await measureRealistic(several, PACED, options, dashboards)),
    );
  });
}

/** The same load among more and more servers. */
export const growthServers: Scenario = {
  name: 'growth-servers',
  fullOnly: true,
  title:
    '1,000 fixes a second of 1,000 vehicles, two followers of each, among more and more servers on one Redis',
  unit: 'updates delivered',
  goal: 'none; what each further server costs where vehicles are followed on others, and where all are watched on each',
  contenders: [...contendersOf(0), ...contendersOf(5)],
};
