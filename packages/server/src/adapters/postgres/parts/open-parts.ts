import { readNumber, readText } from '../cells.ts';
import type { Queries } from '../database.ts';
import { setUpFullTimescale } from './full-timescale.ts';
import { HypertableParts } from './hypertable-parts.ts';
import { NativeParts } from './native-parts.ts';
import type { HistoryLevel, Parts } from './part.ts';
import { DAY_MS, partWidthMs } from './part-width.ts';

/** More fixes than this are not moved while servers start: nobody can store any meanwhile. */
const MAX_MOVED_AT_START = 1_000_000;

export interface PartsSettings {
  /** HISTORY_RETENTION_DAYS. */
  readonly retentionDays: number;
  readonly now: () => number;
  /** Whether to move however many fixes there are: in `waycast migrate`, which somebody started at a quiet time. */
  readonly patient?: boolean;
  /** Uses of TimescaleDB only what its Apache edition has, whatever it is licensed for. */
  readonly apacheOnly?: boolean;
  /** More fixes than this are moved by the patient only; default 1,000,000. */
  readonly maxMovedAtStart?: number;
}

export interface OpenedParts {
  readonly parts: Parts;
  /** Why the level is not what the database could do; to be logged. */
  readonly stays?: string;
}

const FACTS = `select c.relkind::text as kind, current_setting('timescaledb.license', true) as license,
    coalesce((select extversion from pg_extension where extname = 'timescaledb'), '') as version
  from pg_class c where c.oid = 'location_events'::regclass`;

const IS_HYPERTABLE = `select count(*)::int as count from timescaledb_information.hypertables
  where hypertable_name = 'location_events' and hypertable_schema = current_schema()`;

interface Facts {
  readonly level: HistoryLevel;
  readonly table: 'ordinary' | 'partitioned' | 'hypertable';
}

/**
 * Finds what the database can do and has `location_events` made of parts accordingly: at every start, for a database
 * may have got TimescaleDB meanwhile. To be called in a transaction that nobody else migrates in.
 */
export async function openParts(queries: Queries, settings: PartsSettings): Promise<OpenedParts> {
  const facts = await readFacts(queries, settings.apacheOnly ?? false);
  const widthMs = partWidthMs(settings.retentionDays);
  const native = new NativeParts(widthMs, settings.now);
  if (facts.level === 'plain') return { parts: await openNative(queries, native, facts, settings) };
  const max = settings.patient ? Number.POSITIVE_INFINITY : (settings.maxMovedAtStart ?? MAX_MOVED_AT_START);
  if (facts.table !== 'hypertable' && Number.isFinite(max) && (await hasMoreThan(queries, max))) {
    return { parts: await openNative(queries, native, facts, settings), stays: stays(facts.level, max) };
  }
  const hypertable = new HypertableParts(facts.level, widthMs);
  if (facts.table === 'ordinary') await queries.exec(hypertable.convert(), 'patient');
  if (facts.table === 'partitioned') await queries.exec(hypertable.replace(), 'patient');
  if (facts.table === 'hypertable') await queries.exec(hypertable.adjust());
  if (facts.level === 'timescale') await queries.exec(setUpFullTimescale(settings.retentionDays));
  return { parts: hypertable };
}

async function openNative(
  queries: Queries,
  native: NativeParts,
  facts: Facts,
  { retentionDays }: PartsSettings,
): Promise<Parts> {
  if (facts.table === 'ordinary') {
    const isEmpty = !(await hasMoreThan(queries, 0));
    await queries.exec(native.convert({ isEmpty, keptMs: retentionDays * DAY_MS }), 'patient');
  }
  return native;
}

async function readFacts(queries: Queries, apacheOnly: boolean): Promise<Facts> {
  const [row = {}] = await queries.query({ text: FACTS });
  const isPartitioned = readText(row, 'kind') === 'p';
  if (readText(row, 'version') === '')
    return { level: 'plain', table: isPartitioned ? 'partitioned' : 'ordinary' };
  const [found = {}] = await queries.query({ text: IS_HYPERTABLE });
  const isHypertable = readNumber(found, 'count') > 0;
  return {
    level: apacheOnly || row['license'] === 'apache' ? 'timescale-apache' : 'timescale',
    table: isHypertable ? 'hypertable' : isPartitioned ? 'partitioned' : 'ordinary',
  };
}

async function hasMoreThan(queries: Queries, fixes: number): Promise<boolean> {
  const text = 'select count(*)::float8 as count from (select from location_events limit $1) some_fixes';
  const [row = {}] = await queries.query({ text }, [fixes + 1]);
  return readNumber(row, 'count') > fixes;
}

function stays(level: HistoryLevel, max: number): string {
  return (
    `The database has TimescaleDB (${level}), but location_events already holds more than ` +
    `${max.toLocaleString('en')} fixes, and while they move nobody can store any. It stays in ordinary ` +
    'partitions, which answer the same; run `waycast migrate` at a quiet time to move them.'
  );
}
