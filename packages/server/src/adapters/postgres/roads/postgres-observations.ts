import { WaycastError } from '@waycast/contract';
import type {
  MatchedObservation,
  Observation,
  ObservationMatch,
  RoadObservations,
  RoadTotals,
  RoughObservation,
  StaleSegment,
  TakenTrace,
} from '../../../ports/road-observations.ts';
import { float8Array, textArray, timestampArray } from '../binary-array.ts';
import { inCalendar } from '../calendar.ts';
import { readNullableNumber, readNullableText, readNumber, readText } from '../cells.ts';
import { type Database, type Queries, type Row, StatementError } from '../database.ts';
import { GroupCommit } from '../group-commit.ts';
import {
  HURRY,
  OF_SEGMENT,
  SETTLE,
  STORE,
  TAKE,
  TAKE_STALE,
  TOTALS,
  TRACE,
  UNSETTLE_SEGMENTS,
  UNSETTLE_TRACES,
  WAITING,
} from './observation-statements.ts';

const MAX_QUEUED = 50_000;
const MAX_PER_COMMIT = 1000;
const RETRY_AFTER_MS = 1000;

/** An observation on its way, and whether it was found to be new. */
interface Arrival {
  readonly observation: Observation;
  isNew: boolean;
}

/** Observations in the table `observations`. */
export class PostgresObservations implements RoadObservations {
  readonly #database: Database;
  readonly #commits: GroupCommit<Arrival>;

  constructor(database: Database) {
    this.#database = database;
    this.#commits = new GroupCommit({
      commit: (arrivals) => this.#insert(arrivals),
      isRefusal: (error) => error instanceof StatementError && error.blamesValues,
      toCaller: (error) => (error instanceof StatementError ? refused(error) : error),
      maxQueued: MAX_QUEUED,
      maxPerCommit: MAX_PER_COMMIT,
      retryAfterMs: RETRY_AFTER_MS,
    });
  }

  async store(observations: readonly Observation[]): Promise<readonly boolean[]> {
    const arrivals = observations.map((observation) => ({ observation, isNew: false }));
    await this.#commits.add(arrivals);
    return arrivals.map(({ isNew }) => isNew);
  }

  async take(limit: number): Promise<readonly TakenTrace[]> {
    const rows = await this.#database.query(TAKE, [limit]);
    return rows.map((row) => ({
      tenant: readText(row, 'tenant_id'),
      deviceId: readText(row, 'device_id'),
      from: readNumber(row, 'taken_from'),
      to: readNumber(row, 'taken_to'),
      lease: readNumber(row, 'lease'),
    }));
  }

  async trace(
    tenant: string,
    deviceId: string,
    from: number,
    to: number,
    limit: number,
  ): Promise<readonly MatchedObservation[]> {
    const span = [inCalendar(from), inCalendar(to)];
    const rows = await this.#database.query(TRACE, [tenant, deviceId, ...span, limit]);
    return rows.map((row) => ({ tenant, deviceId, ...readMatched(row) }));
  }

  async settle(
    { tenant, deviceId, lease }: TakenTrace,
    matches: readonly ObservationMatch[],
    stale: readonly string[],
    upTo: number,
  ): Promise<boolean> {
    const [row = {}] = await this.#database.query(SETTLE, [
      tenant,
      deviceId,
      lease,
      timestampArray(matches, ({ time }) => time),
      textArray(matches, ({ segmentId }) => segmentId),
      float8Array(matches, ({ alongM }) => alongM),
      textArray(stale, (segmentId) => segmentId),
      upTo,
    ]);
    return readNumber(row, 'mine') > 0;
  }

  async takeStale(limit: number): Promise<readonly StaleSegment[]> {
    const rows = await this.#database.query(TAKE_STALE, [limit]);
    return rows.map((row) => ({
      tenant: readText(row, 'tenant_id'),
      segmentId: readText(row, 'segment_id'),
      lease: readNumber(row, 'lease'),
      changes: readNumber(row, 'changes'),
    }));
  }

  async ofSegment(tenant: string, segmentId: string, limit: number): Promise<readonly RoughObservation[]> {
    const rows = await this.#database.query(OF_SEGMENT, [tenant, segmentId, limit]);
    return rows.map((row) => ({
      deviceId: readText(row, 'device_id'),
      time: readNumber(row, 'time'),
      speed: readNullableNumber(row, 'speed'),
      roughness: readNumber(row, 'roughness'),
    }));
  }

  unsettle(tenant: string): Promise<number> {
    return this.#database.transaction((queries) => unsettleAll(queries, tenant));
  }

  async hurry(tenant: string): Promise<void> {
    await this.#database.query(HURRY, [tenant]);
  }

  async waiting(tenant: string): Promise<number> {
    const [row = {}] = await this.#database.query(WAITING, [tenant]);
    return readNumber(row, 'waiting');
  }

  async totals(tenant: string): Promise<RoadTotals> {
    const [row = {}] = await this.#database.query(TOTALS, [tenant]);
    return {
      observations: readNumber(row, 'observations'),
      matched: readNumber(row, 'matched'),
      segments: readNumber(row, 'segments'),
    };
  }

  async #insert(arrivals: readonly Arrival[]): Promise<void> {
    const first = new Map<string, Arrival>();
    for (const arrival of arrivals) {
      const { tenant, deviceId, time } = arrival.observation;
      const key = keyOf(tenant, deviceId, time);
      if (!first.has(key)) first.set(key, arrival);
    }
    const unique = [...first.values()].map(({ observation }) => observation);
    for (let at = 0; at < unique.length; at += MAX_PER_COMMIT) {
      const rows = await this.#database.query(STORE, columnsOf(unique.slice(at, at + MAX_PER_COMMIT)));
      for (const row of rows) {
        const key = keyOf(readText(row, 'tenant_id'), readText(row, 'device_id'), readNumber(row, 'time'));
        const arrival = first.get(key);
        if (arrival !== undefined) arrival.isNew = true;
      }
    }
  }
}

/** All that a tenant has is to be matched and estimated again. Resolves to how many observations that is. */
export async function unsettleAll(queries: Queries, tenant: string): Promise<number> {
  const [row = {}] = await queries.query(UNSETTLE_TRACES, [tenant]);
  await queries.query(UNSETTLE_SEGMENTS, [tenant]);
  return readNumber(row, 'observations');
}

function columnsOf(observations: readonly Observation[]) {
  return [
    textArray(observations, ({ tenant }) => tenant),
    textArray(observations, ({ deviceId }) => deviceId),
    timestampArray(observations, ({ time }) => time),
    float8Array(observations, ({ latitude }) => latitude),
    float8Array(observations, ({ longitude }) => longitude),
    float8Array(observations, ({ accuracy }) => accuracy),
    float8Array(observations, ({ speed }) => speed),
    float8Array(observations, ({ heading }) => heading),
    float8Array(observations, ({ roughness }) => roughness),
  ];
}

function keyOf(tenant: string, deviceId: string, time: number): string {
  return `${tenant} ${deviceId} ${time}`;
}

function readMatched(row: Row): Omit<MatchedObservation, 'tenant' | 'deviceId'> {
  return {
    time: readNumber(row, 'time'),
    latitude: readNumber(row, 'latitude'),
    longitude: readNumber(row, 'longitude'),
    accuracy: readNullableNumber(row, 'accuracy'),
    speed: readNullableNumber(row, 'speed'),
    heading: readNullableNumber(row, 'heading'),
    roughness: readNullableNumber(row, 'roughness'),
    segmentId: readNullableText(row, 'segment_id'),
    alongM: readNullableNumber(row, 'along_m'),
  };
}

function refused(cause: StatementError): WaycastError {
  if (cause.blamesValues)
    return new WaycastError('invalid', `the database refuses these observations: ${cause.message}`, {
      cause,
    });
  const message = 'the database is not ready to store observations; keep them and try again';
  return new WaycastError('unavailable', message, { retryAfterMs: RETRY_AFTER_MS, cause });
}
