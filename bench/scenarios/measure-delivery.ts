import { setTimeout } from 'node:timers/promises';
import type { Crowd, Published } from '../load/crowd.ts';
import type { Crowds } from '../load/crowds.ts';
import type { Measurement } from '../scenario.ts';

/** What is on its way when the publishing ends arrives within it. */
const ARRIVAL_MS = 100;

/** Runs `publish` and counts what followers received, per second and per CPU second of the server. */
export async function measureDelivery(
  server: { cpuSeconds(): number },
  crowd: Crowd | Crowds,
  publish: () => Promise<Published>,
): Promise<Measurement> {
  const before = await crowd.totals();
  const [serverBefore, crowdBefore] = [server.cpuSeconds(), crowd.cpuSeconds()];
  const started = performance.now();
  const { acked, p50, p99 } = await publish();
  // Longer than it was asked to publish, by what the last acks took.
  const seconds = (performance.now() - started) / 1000;
  await setTimeout(ARRIVAL_MS);
  const all = (performance.now() - started) / 1000;
  const serverUsed = server.cpuSeconds() - serverBefore;
  const crowdUsed = crowd.cpuSeconds() - crowdBefore;
  const after = await crowd.totals();
  if (after.closed > before.closed) throw new Error('the server closed connections under the load');
  const updates = after.updates - before.updates;
  return {
    rate: updates / seconds,
    perCpuSecond: updates / serverUsed,
    p50Ms: p50,
    p99Ms: p99,
    serverBusy: serverUsed / all,
    generatorBusy: crowdUsed / all,
    extra: { 'fixes/s': acked / seconds },
  };
}
