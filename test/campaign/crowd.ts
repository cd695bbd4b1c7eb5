// The clients of a campaign, in a process of their own.
import type { CrowdOrder, CrowdPlan, CrowdReport } from './messages.ts';
import { Reader } from './reader.ts';
import { judge } from './verdict.ts';

const OPENING_AT_ONCE = 50;

const plan: CrowdPlan = JSON.parse(process.argv[2] ?? '{}');
const readers: Reader[] = [];

function openReader(client: number): Reader {
  const vehicles = Array.from(
    { length: plan.follows },
    (_, at) => plan.vehicles[(client * plan.follows + at) % plan.vehicles.length] ?? '',
  );
  const reader = new Reader(plan.url, plan.token, vehicles);
  readers.push(reader);
  return reader;
}

function tell(report: CrowdReport): void {
  process.send?.(report);
}

async function join(): Promise<void> {
  for (let at = 0; at < plan.clients; at += OPENING_AT_ONCE) {
    const count = Math.min(OPENING_AT_ONCE, plan.clients - at);
    await Promise.all(Array.from({ length: count }, (_, n) => openReader(at + n).join()));
  }
  tell({ kind: 'joined' });
}

type Awaited = Extract<CrowdOrder, { kind: 'await' }>;

function has(reader: Reader, { last, fixes }: Awaited): boolean {
  return (
    Object.entries(last).every(([publisher, n]) => reader.seen.get(publisher)?.includes(n) ?? n === 0) &&
    reader.vehicles.every((vehicle) => (reader.lastFix.get(vehicle) ?? '') >= (fixes[vehicle] ?? ''))
  );
}

async function untilComplete(order: Awaited): Promise<void> {
  await Promise.all(
    readers.map(
      (reader) =>
        new Promise<void>((resolve) => {
          const check = (): void => {
            if (!has(reader, order)) return;
            reader.onChange = undefined;
            resolve();
          };
          reader.onChange = check;
          check();
        }),
    ),
  );
  tell({ kind: 'complete' });
}

process.on('message', (order: CrowdOrder) => {
  if (order.kind === 'await') void untilComplete(order);
  else {
    tell({ kind: 'verdict', verdict: judge(readers, order) });
  }
});
process.on('disconnect', () => process.exit(0));
await join();
