import type { Settlement } from '../../../ports/settlements.ts';
import { float8Array, textArray, timestampArray } from '../binary-array.ts';
import type { Parameter, Queries } from '../database.ts';
import {
  CITE,
  DROP_CHECKPOINTS,
  DROP_FINDINGS,
  PUT_CHECKPOINTS,
  PUT_EVENTS,
  PUT_FINDINGS,
  PUT_SETTLED,
} from './settling-writes.ts';

/** Writes what settlements change, one statement for each table that they change. */
export async function writeSettlements(queries: Queries, settlements: readonly Settlement[]): Promise<void> {
  await dropCheckpoints(queries, settlements);
  await putCheckpoints(queries, settlements);
  await dropFindings(queries, settlements);
  await putFindings(queries, settlements);
  await cite(queries, settlements);
  await queries.query(PUT_SETTLED, [
    ...names(settlements, ({ vehicle }) => vehicle),
    timestampArray(settlements, ({ settled }) => settled.time),
    textArray(settlements, ({ settled }) => String(settled.silent)),
    float8Array(settlements, ({ settled }) => settled.fixes),
    textArray(settlements, ({ settled }) => JSON.stringify(settled.state)),
  ]);
  await putEvents(queries, settlements);
}

type Vehicle = Settlement['vehicle'];

function names<Row>(rows: readonly Row[], of: (row: Row) => Vehicle): Parameter[] {
  return [textArray(rows, (row) => of(row).tenant), textArray(rows, (row) => of(row).vehicleId)];
}

/** A list within each settlement as one list, each with its vehicle. */
function each<Item>(settlements: readonly Settlement[], of: (settlement: Settlement) => readonly Item[]) {
  return settlements.flatMap((settlement) =>
    of(settlement).map((item) => ({ vehicle: settlement.vehicle, item })),
  );
}

async function dropCheckpoints(queries: Queries, settlements: readonly Settlement[]): Promise<void> {
  const rewound = settlements.filter(({ rewoundTo }) => rewoundTo !== undefined);
  if (rewound.length === 0) return;
  await queries.query(DROP_CHECKPOINTS, [
    ...names(rewound, ({ vehicle }) => vehicle),
    timestampArray(rewound, ({ rewoundTo }) => rewoundTo),
  ]);
}

async function putCheckpoints(queries: Queries, settlements: readonly Settlement[]): Promise<void> {
  const rows = each(settlements, ({ checkpoints }) => checkpoints);
  if (rows.length === 0) return;
  await queries.query(PUT_CHECKPOINTS, [
    ...names(rows, ({ vehicle }) => vehicle),
    timestampArray(rows, ({ item }) => item.time),
    float8Array(rows, ({ item }) => item.fixes),
    textArray(rows, ({ item }) => JSON.stringify(item.state)),
  ]);
}

async function dropFindings(queries: Queries, settlements: readonly Settlement[]): Promise<void> {
  const rows = each(settlements, ({ removed }) => removed);
  if (rows.length === 0) return;
  await queries.query(DROP_FINDINGS, [
    ...names(rows, ({ vehicle }) => vehicle),
    textArray(rows, ({ item }) => item.kind),
    textArray(rows, ({ item }) => item.key),
  ]);
}

async function putFindings(queries: Queries, settlements: readonly Settlement[]): Promise<void> {
  const rows = each(settlements, ({ kept }) => kept);
  if (rows.length === 0) return;
  await queries.query(PUT_FINDINGS, [
    ...names(rows, ({ vehicle }) => vehicle),
    textArray(rows, ({ item }) => item.finding.kind),
    textArray(rows, ({ item }) => item.finding.key),
    timestampArray(rows, ({ item }) => item.finding.startsAt),
    timestampArray(rows, ({ item }) => item.finding.endsAt),
    timestampArray(rows, ({ item }) => item.judgedAt),
    textArray(rows, ({ item }) => JSON.stringify(item.finding.data)),
  ]);
}

async function cite(queries: Queries, settlements: readonly Settlement[]): Promise<void> {
  const rows = each(settlements, ({ cited }) => cited);
  if (rows.length === 0) return;
  await queries.query(CITE, [
    ...names(rows, ({ vehicle }) => vehicle),
    timestampArray(rows, ({ item }) => item),
  ]);
}

/** Last, so that readers wait for nothing but the commit. */
async function putEvents(queries: Queries, settlements: readonly Settlement[]): Promise<void> {
  const rows = each(settlements, ({ events }) => events);
  if (rows.length === 0) return;
  await queries.query(PUT_EVENTS, [
    ...names(rows, ({ vehicle }) => vehicle),
    textArray(rows, ({ item }) => item.finding.kind),
    textArray(rows, ({ item }) => item.finding.key),
    textArray(rows, ({ item }) => item.action),
    timestampArray(rows, ({ item }) => item.at),
    textArray(rows, ({ item }) => String(item.late)),
    textArray(rows, ({ item }) => JSON.stringify(item.finding)),
  ]);
}
