import { expect, onTestFinished, test } from 'vitest';
import { runCampaign } from '../campaign/campaign.ts';
import { clusterGround, sentinelGround } from '../campaign/grounds.ts';

// `npm run soak -- sentinel cluster` runs the same with 2,000 clients and 300 vehicles.
const SIZE = { clients: 60, follows: 1, vehicles: 20, announceEveryMs: 200, calmMs: 500 };
const DRAIN_TIMEOUT_S = 3;
const NOTHING_WRONG = {
  missing: 0,
  doubled: 0,
  disordered: 0,
  notRecovered: 0,
  olderPositions: 0,
  notNewest: 0,
};

for (const [name, open] of Object.entries({ Sentinel: sentinelGround, Cluster: clusterGround })) {
  test(`three servers on ${name}: whatever is killed, every client ends with every event once and the last positions`, async () => {
    const ground = await open(DRAIN_TIMEOUT_S);
    onTestFinished(() => ground.stop());
    const { verdict, ...figures } = await runCampaign(ground, SIZE, (line) => console.log(line));
    console.log(name, JSON.stringify({ ...figures, longestSilenceMs: verdict.longestSilenceMs }));
    expect(verdict, verdict.examples.join('\n')).toMatchObject(NOTHING_WRONG);
    expect(verdict.events).toBeGreaterThan(SIZE.clients);
  }, 180_000);
}
