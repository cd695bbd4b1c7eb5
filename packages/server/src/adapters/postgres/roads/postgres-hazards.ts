import { HAZARD_TYPES } from '@waycast/contract';
import { distanceM, wrapLongitude } from '@waycast/geo';
import { z } from 'zod';
import type { HazardReport, Hazards, HazardVote, StoredHazard, WeighHazard } from '../../../ports/hazards.ts';
import { readNullableText, readNumber, readText } from '../cells.ts';
import type { Database, Queries, Row, Statement } from '../database.ts';
import { timeColumn, timeParameter } from '../fix-rows.ts';

const TIMES = ['reported_at', 'confirmed_at', 'weighed_at', 'expires_at'];
const COLUMNS = `tenant_id, hazard_id, type, latitude, longitude, note, region, confirmations, dismissals, weight,
  ${TIMES.map((column) => timeColumn(column)).join(', ')}`;

/** Of one tenant and type at a time: of two who report the same hole at once, one has found it. */
const LOCK_TYPE: Statement = {
  returns: 'nothing',
  text: `select pg_advisory_xact_lock(hashtextextended('hazards ' || $1 || ' ' || $2, 0))`,
};

const LOCK: Statement = {
  text: `select ${COLUMNS} from hazards where tenant_id = $1 and hazard_id = $2 for update`,
};

const NEAR: Statement = {
  text: `select ${COLUMNS} from hazards where tenant_id = $1 and type = $2 and expires_at > ${timeParameter(3)}
    and latitude between $4::float8 and $5::float8
    and (($6::float8 <= $7::float8 and longitude between $6::float8 and $7::float8)
      or ($6::float8 > $7::float8 and (longitude >= $6::float8 or longitude <= $7::float8)))
  order by hazard_id for update`,
};

const VOTE: Statement = {
  returns: 'nothing',
  text: `insert into hazard_votes as v (tenant_id, hazard_id, subject, says, at)
  values ($1, $2, $3, $4, ${timeParameter(5)})
  on conflict (tenant_id, hazard_id, subject) do update set says = excluded.says, at = excluded.at
  where v.at <= excluded.at`,
};

/** The newest words decide: what thousands said before them has no weight left. */
const VOTES: Statement = {
  text: `select * from (
    select subject, says, ${timeColumn('at')} from hazard_votes v where tenant_id = $1 and hazard_id = $2
    order by v.at desc, subject limit 500) newest
  order by at, subject collate "C"`,
};

const PUT: Statement = {
  returns: 'nothing',
  text: `insert into hazards as h (tenant_id, hazard_id, type, latitude, longitude, note, region, confirmations,
    dismissals, weight, reported_at, confirmed_at, weighed_at, expires_at)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, ${[11, 12, 13, 14].map(timeParameter).join(', ')})
  on conflict (tenant_id, hazard_id) do update set confirmations = excluded.confirmations,
    dismissals = excluded.dismissals, weight = excluded.weight, confirmed_at = excluded.confirmed_at,
    weighed_at = excluded.weighed_at, expires_at = excluded.expires_at`,
};

const IN_BOX: Statement = {
  name: 'hazards-in-box',
  text: `select ${COLUMNS} from hazards h where tenant_id = $1 and h.expires_at > ${timeParameter(2)}
    and latitude between $4::float8 and $6::float8
    and (($3::float8 <= $5::float8 and longitude between $3::float8 and $5::float8)
      or ($3::float8 > $5::float8 and (longitude >= $3::float8 or longitude <= $5::float8)))
  order by h.reported_at desc, hazard_id limit $7::integer`,
};

const IN_REGION: Statement = {
  name: 'hazards-in-region',
  text: `select ${COLUMNS} from hazards h
  where tenant_id = $1 and region = $2 and h.expires_at > ${timeParameter(3)}
  order by h.reported_at desc, hazard_id limit $4::integer`,
};

const ENDED: Statement = {
  name: 'ended-hazards',
  text: `select ${COLUMNS} from hazards h
  where h.expires_at > ${timeParameter(1)} and h.expires_at <= ${timeParameter(2)}
  order by h.expires_at limit $3::integer`,
};

/** A degree is no shorter than this many metres from north to south. */
const METRES_PER_DEGREE = 110_000;

/** Hazards in the tables `hazards` and `hazard_votes`. */
export class PostgresHazards implements Hazards {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  report(hazard: StoredHazard, by: string, nearM: number, weigh: WeighHazard): Promise<HazardReport> {
    const { tenant, hazardId, reportedAt: at } = hazard;
    return this.#database.transaction(async (queries) => {
      await queries.query(LOCK_TYPE, [tenant, hazard.type]);
      const [again] = await queries.query(LOCK, [tenant, hazardId]);
      if (again !== undefined) return { hazard: readHazard(again), outcome: 'again' };
      const known = await nearest(queries, hazard, nearM);
      const voted = await speak(queries, known ?? hazard, { by, says: 'there', at }, weigh);
      return { hazard: voted, outcome: known === undefined ? 'new' : 'known' };
    });
  }

  vote(
    tenant: string,
    hazardId: string,
    vote: HazardVote,
    weigh: WeighHazard,
  ): Promise<StoredHazard | undefined> {
    return this.#database.transaction(async (queries) => {
      const [row] = await queries.query(LOCK, [tenant, hazardId]);
      const known = row && readHazard(row);
      if (known === undefined || known.expiresAt <= vote.at) return undefined;
      return speak(queries, known, vote, weigh);
    });
  }

  async inBox(
    tenant: string,
    box: readonly [west: number, south: number, east: number, north: number],
    now: number,
    limit: number,
  ): Promise<StoredHazard[]> {
    return (await this.#database.query(IN_BOX, [tenant, now, ...box, limit])).map(readHazard);
  }

  async inRegion(tenant: string, region: string, now: number, limit: number): Promise<StoredHazard[]> {
    return (await this.#database.query(IN_REGION, [tenant, region, now, limit])).map(readHazard);
  }

  async endedBetween(from: number, to: number, limit: number): Promise<StoredHazard[]> {
    return (await this.#database.query(ENDED, [from, to, limit])).map(readHazard);
  }
}

/** The nearest of its type that is not over. */
async function nearest(
  queries: Queries,
  hazard: StoredHazard,
  nearM: number,
): Promise<StoredHazard | undefined> {
  const { tenant, type, reportedAt, latitude, longitude } = hazard;
  const north = nearM / METRES_PER_DEGREE;
  const east = Math.min(180, north / Math.max(0.001, Math.cos((latitude * Math.PI) / 180)));
  const rows = await queries.query(NEAR, [
    ...[tenant, type, reportedAt, latitude - north, latitude + north],
    ...[wrapLongitude(longitude - east), wrapLongitude(longitude + east)],
  ]);
  return rows
    .map(readHazard)
    .map((known) => ({ known, apartM: distanceM(known, hazard) }))
    .filter(({ apartM }) => apartM <= nearM)
    .sort((a, b) => a.apartM - b.apartM)[0]?.known;
}

async function speak(
  queries: Queries,
  known: StoredHazard,
  { by, says, at }: HazardVote,
  weigh: WeighHazard,
): Promise<StoredHazard> {
  const { tenant, hazardId } = known;
  await queries.query(VOTE, [tenant, hazardId, by, says, at]);
  const votes = (await queries.query(VOTES, [tenant, hazardId])).map(readVote);
  const hazard = weigh(known, votes);
  const { type, latitude, longitude, note, region, confirmations, dismissals, weight } = hazard;
  await queries.query(PUT, [
    ...[tenant, hazardId, type, latitude, longitude, note, region, confirmations, dismissals, weight],
    ...[hazard.reportedAt, hazard.confirmedAt, hazard.weighedAt, hazard.expiresAt],
  ]);
  return hazard;
}

const Type = z.enum(HAZARD_TYPES);
const Says = z.enum(['there', 'gone']);

function readVote(row: Row): HazardVote {
  return { by: readText(row, 'subject'), says: Says.parse(row['says']), at: readNumber(row, 'at') };
}

function readHazard(row: Row): StoredHazard {
  return {
    tenant: readText(row, 'tenant_id'),
    hazardId: readText(row, 'hazard_id'),
    type: Type.parse(row['type']),
    latitude: readNumber(row, 'latitude'),
    longitude: readNumber(row, 'longitude'),
    note: readNullableText(row, 'note'),
    region: readText(row, 'region'),
    confirmations: readNumber(row, 'confirmations'),
    dismissals: readNumber(row, 'dismissals'),
    weight: readNumber(row, 'weight'),
    weighedAt: readNumber(row, 'weighed_at'),
    reportedAt: readNumber(row, 'reported_at'),
    confirmedAt: readNumber(row, 'confirmed_at'),
    expiresAt: readNumber(row, 'expires_at'),
  };
}
