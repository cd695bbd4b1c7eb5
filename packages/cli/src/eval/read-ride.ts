import type { Fix } from '@waycast/contract';
import { CommandFailure } from '../failure.ts';
import { readAll } from '../replay/read-all.ts';

/** A ride of one vehicle by time, each moment once, whatever the order in the file. Says which lines are no positions. */
export async function readRide(file: string): Promise<Fix[]> {
  const options = { vehicleId: 'vehicle', speedFactor: 1, columns: [] };
  const { fixes, flaws, firstFlaws } = await readAll([file], undefined, options);
  for (const { where, reason } of firstFlaws) process.stderr.write(`${file}, ${where}: ${reason}\n`);
  if (flaws > firstFlaws.length)
    process.stderr.write(`… and ${flaws - firstFlaws.length} more that are no positions\n`);
  const once = new Map<number, Fix>();
  for (const { accuracy, ...fix } of fixes)
    if (!once.has(fix.time)) once.set(fix.time, { ...fix, receivedAt: fix.time, accuracy: accuracy ?? null });
  if (once.size === 0)
    throw new CommandFailure(
      `${file} has no position with a time; a ride is GPX, GeoJSON, NMEA 0183 or CSV.`,
    );
  return [...once.values()];
}
