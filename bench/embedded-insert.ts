/*
 * What the embedded database costs the event loop: 5,000 fixes a second of 1,000 vehicles, in batches of 100, for
 * 20 s. Prints the loop's delay, memory, commit latency and CPU as one JSON object.
 *
 *     node -C waycast-source bench/embedded-insert.ts [FIXES_PER_SECOND] [SECONDS] [FOLDER]
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createHistogram, monitorEventLoopDelay, performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { openPostgres } from '../packages/server/src/adapters/postgres/open-postgres.ts';
import { systemClock } from '../packages/server/src/ports/clock.ts';
import type { Log } from '../packages/server/src/ports/log.ts';

const [rate = 5000, seconds = 20] = process.argv.slice(2, 4).map(Number);
const VEHICLES = 1000;
const BATCH = 100;
const ticksPerSecond = rate / BATCH;

const folder = process.argv[4] ?? (await mkdtemp(join(tmpdir(), 'waycast-bench-')));
const silent = () => undefined;
const log: Log = { debug: silent, info: silent, warn: console.error, error: console.error, child: () => log };
const started = performance.now();
const store = await openPostgres({ dataDir: folder, log, clock: systemClock });
await store.migrate();
const startMs = performance.now() - started;

const origin = Date.now();
let sent = 0;
function nextBatch() {
  return Array.from({ length: BATCH }, () => {
    const number = sent++;
    const time = origin + Math.floor(number / VEHICLES) * 1000;
    const angle = number / 1000;
    return {
      tenant: 'default',
      fix: {
        vehicleId: `bus-${number % VEHICLES}`,
        latitude: 52.66 + Math.sin(angle) / 50,
        longitude: -8.63 + Math.cos(angle) / 50,
        time,
        receivedAt: Date.now(),
        accuracy: 4.5,
        speed: 11.25 + Math.sin(angle),
        heading: (number * 7) % 360,
      },
    };
  });
}

const delay = monitorEventLoopDelay({ resolution: 1 });
const acks = createHistogram();
const cpu = process.cpuUsage();
let [peakRss, peakQueue, failed] = [0, 0, 0];
const pending: Promise<void>[] = [];
delay.enable();
const begin = performance.now();
for (let tick = 0; tick < ticksPerSecond * seconds; tick++) {
  const due = begin + (tick * 1000) / ticksPerSecond;
  const early = due - performance.now();
  if (early > 0) await sleep(early);
  const asked = performance.now();
  const acked = store.history.record(nextBatch()).then(
    () => acks.record(Math.max(1, Math.round((performance.now() - asked) * 1000))),
    () => void failed++,
  );
  pending.push(acked);
  peakRss = Math.max(peakRss, process.memoryUsage.rss());
  peakQueue = Math.max(peakQueue, store.queueDepth());
}
await Promise.all(pending);
const elapsed = (performance.now() - begin) / 1000;
delay.disable();
const used = process.cpuUsage(cpu);
const ms = (nanoseconds: number) => Math.round(nanoseconds / 1e4) / 100;

console.log(
  JSON.stringify(
    {
      startMs: Math.round(startMs),
      fixesPerSecond: Math.round((sent - failed * BATCH) / elapsed),
      failedBatches: failed,
      loopDelayMs: { p50: ms(delay.percentile(50)), p99: ms(delay.percentile(99)), max: ms(delay.max) },
      ackMs: {
        p50: ms(acks.percentile(50) * 1000),
        p99: ms(acks.percentile(99) * 1000),
        max: ms(acks.max * 1000),
      },
      peakQueue,
      peakRssMb: Math.round(peakRss / 1e6),
      cpuCores: Math.round((used.user + used.system) / 1e4 / elapsed) / 100,
    },
    null,
    2,
  ),
);
await store.close();
if (process.argv[4] === undefined) await rm(folder, { recursive: true });
