import type {
  Box,
  EstimatedSegment,
  MadeEstimate,
  QualityChange,
  RoadSegments,
  Segment,
  SegmentSpan,
} from '../../../ports/road-segments.ts';
import { timestampArray } from '../binary-array.ts';
import { readNullableNumber, readNumber } from '../cells.ts';
import type { Database } from '../database.ts';
import { unsettleAll } from './postgres-observations.ts';
import { madeJson, readChange, readEstimated, readSegment, segmentJson } from './segment-rows.ts';
import {
  ALL,
  ANALYTICS,
  ESTIMATE,
  GET,
  IN_BOX,
  NEXT_VERSION,
  PUT,
  REMOVE_OTHERS,
  VERSION,
} from './segment-statements.ts';

/** Rows in one statement. */
const CHUNK = 2000;

/** Roads in the table `road_segments`. */
export class PostgresSegments implements RoadSegments {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  replace(tenant: string, segments: readonly Segment[]): Promise<number> {
    return this.#database.transaction(async (queries) => {
      await queries.query(NEXT_VERSION, [tenant, segments.length]);
      const ids = JSON.stringify(segments.map(({ segmentId }) => segmentId));
      const [row = {}] = await queries.query(REMOVE_OTHERS, [tenant, ids]);
      let before = readNumber(row, 'gone');
      for (let at = 0; at < segments.length; at += CHUNK) {
        const given = JSON.stringify(segments.slice(at, at + CHUNK).map(segmentJson));
        const [put = {}] = await queries.query(PUT, [tenant, given]);
        before += readNumber(put, 'known');
      }
      await unsettleAll(queries, tenant);
      return before;
    });
  }

  async version(tenant: string): Promise<number> {
    const [row] = await this.#database.query(VERSION, [tenant]);
    return row === undefined ? 0 : readNumber(row, 'version');
  }

  async all(tenant: string): Promise<readonly Segment[]> {
    const found: Segment[] = [];
    for (let after = ''; ; ) {
      const rows = await this.#database.query(ALL, [tenant, after, CHUNK]);
      for (const row of rows) found.push(readSegment(tenant, row));
      if (rows.length < CHUNK) return found;
      after = found.at(-1)?.segmentId ?? '';
    }
  }

  async get(tenant: string, segmentId: string): Promise<EstimatedSegment | undefined> {
    const [row] = await this.#database.query(GET, [tenant, segmentId]);
    return row && readEstimated(tenant, row);
  }

  async inBox(
    tenant: string,
    [west, south, east, north]: Box,
    { minConfidence, now }: { readonly minConfidence: number; readonly now: number },
    limit: number,
  ): Promise<readonly EstimatedSegment[]> {
    const spans = west <= east ? [[west, east] as const] : [[west, 180] as const, [-180, east] as const];
    const found = new Map<string, EstimatedSegment>();
    for (const [from, to] of spans) {
      const rows = await this.#database.query(IN_BOX, [
        tenant,
        from,
        south,
        to,
        north,
        minConfidence,
        limit,
        now,
      ]);
      for (const segment of rows.map((row) => readEstimated(tenant, row)))
        found.set(segment.segmentId, segment);
    }
    return [...found.values()].slice(0, limit);
  }

  async estimate(tenant: string, made: readonly MadeEstimate[]): Promise<readonly QualityChange[]> {
    if (made.length === 0) return [];
    const given = JSON.stringify(made.map(madeJson));
    return (await this.#database.query(ESTIMATE, [tenant, given])).map(readChange);
  }

  async analytics(
    tenant: string,
    segmentId: string,
    edges: readonly number[],
  ): Promise<readonly SegmentSpan[]> {
    if (edges.length < 2) return [];
    const times = timestampArray(edges, (edge) => edge);
    const rows = await this.#database.query(ANALYTICS, [tenant, segmentId, times]);
    return rows.map((row) => ({
      from: readNumber(row, 'span_from'),
      observations: readNumber(row, 'observations'),
      devices: readNumber(row, 'devices'),
      roughness: readNullableNumber(row, 'roughness'),
      speed: readNullableNumber(row, 'speed'),
    }));
  }
}
