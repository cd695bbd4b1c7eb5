import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { postgresBinaries } from '../../fixtures/postgres.ts';
import type { Reporter } from './reporter.ts';

/** What is in the database beside what was sent and acknowledged. */
export interface StoredVerdict {
  readonly acknowledged: number;
  readonly rows: number;
  /** Acknowledged and not stored. */
  readonly missing: number;
  /** Stored more than once. */
  readonly doubled: number;
  /** Stored, but not as it was sent first. */
  readonly changed: number;
  /** Stored and never sent. */
  readonly foreign: number;
  readonly examples: readonly string[];
}

const MAX_EXAMPLES = 10;
const MAX_OUTPUT = 2 ** 30;

interface Row {
  readonly vehicle: string;
  readonly time: number;
  readonly speed: number;
}

/** Compares the rows with what every vehicle sent. */
export async function judgeStored(
  databaseUrl: string,
  reporters: readonly Reporter[],
): Promise<StoredVerdict> {
  const rows = await readRows(databaseUrl);
  const found = {
    missing: [] as string[],
    doubled: [] as string[],
    changed: [] as string[],
    foreign: [] as string[],
  };
  const byVehicle = new Map(reporters.map((reporter) => [reporter.vehicle, reporter]));
  const stored = new Set<string>();
  for (const { vehicle, time, speed } of rows) {
    const key = `${vehicle}@${time}`;
    const sent = byVehicle.get(vehicle)?.sent.get(time);
    if (stored.has(key)) found.doubled.push(key);
    if (sent === undefined) found.foreign.push(key);
    else if (sent !== speed) found.changed.push(`${key}: ${speed} instead of ${sent}`);
    stored.add(key);
  }
  let acknowledged = 0;
  for (const reporter of reporters) {
    for (const time of reporter.acknowledged.keys()) {
      acknowledged += 1;
      const key = `${reporter.vehicle}@${time}`;
      if (!stored.has(key)) found.missing.push(key);
    }
  }
  const examples = Object.entries(found).flatMap(([what, keys]) => keys.map((key) => `${what}: ${key}`));
  return {
    acknowledged,
    rows: rows.length,
    missing: found.missing.length,
    doubled: found.doubled.length,
    changed: found.changed.length,
    foreign: found.foreign.length,
    examples: examples.slice(0, MAX_EXAMPLES),
  };
}

/** A line each of `vehicle ms speed`. */
async function readRows(databaseUrl: string): Promise<Row[]> {
  const text = `select vehicle_id || ' ' || (extract(epoch from time) * 1000)::bigint || ' ' || speed from location_events`;
  const psql = join(await postgresBinaries(), 'psql');
  const { stdout } = await promisify(execFile)(psql, [databaseUrl, '-At', '-c', text], {
    maxBuffer: MAX_OUTPUT,
  });
  return stdout
    .trim()
    .split('\n')
    .map((line) => {
      const [vehicle = '', ms, speed] = line.split(' ');
      return { vehicle, time: Number(ms), speed: Number(speed) };
    });
}
