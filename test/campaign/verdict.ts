import type { CrowdOrder, CrowdVerdict } from './messages.ts';
import type { Reader } from './reader.ts';

const MAX_EXAMPLES = 10;

/** Compares what every reader saw with what the servers acknowledged and the vehicles sent. */
export function judge(
  readers: readonly Reader[],
  { acknowledged, fixes }: Extract<CrowdOrder, { kind: 'verdict' }>,
): CrowdVerdict {
  const totals = { events: 0, missing: 0, doubled: 0, disordered: 0 };
  const examples: string[] = [];
  for (const [client, reader] of readers.entries()) {
    for (const [publisher, numbers] of Object.entries(acknowledged)) {
      const seen = reader.seen.get(publisher) ?? [];
      const found = faultsOf(seen, numbers);
      totals.events += seen.length;
      totals.missing += found.missing.length;
      totals.doubled += found.doubled.length;
      totals.disordered += found.disordered.length;
      if (
        found.missing.length + found.doubled.length + found.disordered.length > 0 &&
        examples.length < MAX_EXAMPLES
      )
        examples.push(`client ${client}, ${publisher}: ${JSON.stringify(found)}`);
    }
  }
  const notNewest = readers.reduce((sum, reader) => sum + behind(reader, fixes), 0);
  return { clients: readers.length, ...totals, ...sums(readers), notNewest, examples };
}

function faultsOf(seen: readonly number[], acknowledged: readonly number[]) {
  const known = new Set<number>();
  const doubled: number[] = [];
  for (const n of seen) {
    if (known.has(n)) doubled.push(n);
    known.add(n);
  }
  const missing = acknowledged.filter((n) => !known.has(n));
  const disordered = seen.filter((n, at) => at > 0 && n < (seen[at - 1] ?? 0));
  return { missing, doubled, disordered };
}

function behind(reader: Reader, fixes: Readonly<Record<string, string>>): number {
  return reader.vehicles.filter((vehicle) => reader.lastFix.get(vehicle) !== fixes[vehicle]).length;
}

function sums(readers: readonly Reader[]) {
  const sum = (of: (reader: Reader) => number): number =>
    readers.reduce((total, reader) => total + of(reader), 0);
  return {
    positions: sum((reader) => reader.positions),
    reconnects: sum((reader) => reader.reconnects),
    notRecovered: sum((reader) => reader.notRecovered),
    olderPositions: sum((reader) => reader.olderPositions),
    longestSilenceMs: Math.max(...readers.map((reader) => reader.longestSilenceMs)),
  };
}
