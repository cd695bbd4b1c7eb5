// The campaign of many servers at full size: `node -C waycast-source test/campaign/main.ts [sentinel|cluster] [--clients N] [--vehicles N]`
import { parseArgs } from 'node:util';
import { runCampaign } from './campaign.ts';
import { clusterGround, sentinelGround } from './grounds.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    clients: { type: 'string', default: '2000' },
    vehicles: { type: 'string', default: '300' },
    follows: { type: 'string', default: '1' },
    calm: { type: 'string', default: '15' },
  },
});
const GROUNDS = { sentinel: sentinelGround, cluster: clusterGround };
const chosen = positionals.length === 0 ? ['sentinel', 'cluster'] : positionals;

for (const name of chosen) {
  if (name !== 'sentinel' && name !== 'cluster') throw new Error(`${name} is none of sentinel, cluster`);
  const ground = await GROUNDS[name]();
  try {
    const size = {
      clients: Number(values.clients),
      vehicles: Number(values.vehicles),
      follows: Number(values.follows),
      calmMs: Number(values.calm) * 1000,
    };
    const outcome = await runCampaign(ground, size, (line) => console.log(line));
    console.log(`${name}: ${JSON.stringify(outcome, null, 2)}`);
  } finally {
    await ground.stop();
  }
}
