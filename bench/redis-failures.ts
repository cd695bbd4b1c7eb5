// What Redis failures cost: two servers' live over real Redis processes, one publishing, one following; each fault in
// turn. Judged: everything delivered, once and in order, and back within 3 s of Redis being available, 5 s after
// silence. `node -C waycast-source bench/redis-failures.ts [rounds] [part of a fault's name]`, under Node 24.
import {
  CLUSTER_FAULTS,
  openCluster,
} from '../packages/server/test/adapters/redis/failures/cluster-faults.ts';
import {
  costOf,
  endure,
  type Fault,
  type Ground,
  type Outcome,
} from '../packages/server/test/adapters/redis/failures/delivery.ts';
import {
  openSentinel,
  SENTINEL_FAULTS,
} from '../packages/server/test/adapters/redis/failures/sentinel-faults.ts';
import {
  openStandalone,
  STANDALONE_FAULTS,
} from '../packages/server/test/adapters/redis/failures/standalone-faults.ts';

const rounds = Number(process.argv[2] ?? 1);
const part = process.argv[3] ?? '';
const failures: string[] = [];

async function judge<Setup>(faults: readonly Fault<Setup>[], open: () => Promise<Ground<Setup>>) {
  const wanted = faults.filter(({ name }) => name.includes(part));
  if (wanted.length === 0) return;
  const ground = await open();
  try {
    for (let round = 0; round < rounds; round++) {
      for (const fault of wanted) note(fault, await endure(fault, ground));
    }
  } finally {
    await ground.stop();
  }
}

function note(fault: { name: string; limitMs: number }, outcome: Outcome): void {
  const faulty = verdicts(fault.limitMs, outcome);
  console.log(`${faulty.length === 0 ? 'ok  ' : 'FAIL'} ${costOf(fault, outcome)}`);
  for (const what of faulty) {
    console.log(`     ${what}`);
    failures.push(`${fault.name}: ${what}`);
  }
}

function verdicts(limitMs: number, outcome: Outcome): string[] {
  const { published, numbers, version, stored, resyncs, resumedMs } = outcome;
  const told: [string, boolean][] = [
    [`not back within ${limitMs} ms`, resumedMs > limitMs],
    ['events lost, twice or out of order', numbers.join() !== published.events.join()],
    ['told that events are missing', resyncs > 0],
    ['not the newest position', version !== published.version || stored !== published.version],
  ];
  return told.flatMap(([what, failed]) => (failed ? [what] : []));
}

await judge(STANDALONE_FAULTS, openStandalone);
await judge(SENTINEL_FAULTS, openSentinel);
await judge(CLUSTER_FAULTS, openCluster);
console.log(failures.length === 0 ? 'all delivered in time' : `${failures.length} failed`);
process.exitCode = failures.length === 0 ? 0 : 1;
