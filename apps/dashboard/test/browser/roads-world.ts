import type { Hazard, HazardType } from '@waycast/contract';
import { createTown } from '@waycast/geo';
import { runSql } from '../../../../test/fixtures/sql.ts';
import type { PageServer } from './page-server.ts';

/*
 * The town's streets, with what the estimator would have found: written where it writes, for how it finds it is tested
 * elsewhere, and here it must be the same at every run.
 */

const TOWN = createTown();
export const CENTER = TOWN.center;

export interface RoadsWorld {
  ask<T>(token: string, method: string, path: string, body?: object): Promise<T>;
  /** A hazard so many degrees north of the town's middle. */
  hazard(token: string, type: HazardType, north?: number): Promise<Hazard>;
  /** The street with the roughest piece, and that piece. */
  readonly worst: { readonly segmentId: string; readonly name: string };
}

export async function seedRoads(server: PageServer, databaseUrl: string): Promise<RoadsWorld> {
  const { nodes, edges } = TOWN.graph;
  const ask: RoadsWorld['ask'] = async (token, method, path, body) => {
    const response = await fetch(`${server.url}${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return await response.json();
  };
  await ask(server.token, 'POST', '/api/roads/segments/import', {
    type: 'FeatureCollection',
    features: edges.map(({ id, from, to, name, roadClass }) => ({
      type: 'Feature',
      id: `edge-${id}`,
      properties: { name, highway: roadClass },
      geometry: {
        type: 'LineString',
        coordinates: [nodes[from], nodes[to]].map((node) => [node?.longitude, node?.latitude]),
      },
    })),
  });
  const worst = await estimate(databaseUrl);
  return {
    ask,
    worst,
    hazard: (token, type, north = 0) =>
      ask(token, 'POST', '/api/roads/hazards', {
        type,
        latitude: CENTER.latitude + north,
        longitude: CENTER.longitude,
      }),
  };
}

/** Of every ninth piece nothing is known; the others are from smooth to bad, and from hardly known to certain. */
const ESTIMATES = `update road_segments s set roughness = r, low = r * 0.8, high = r * 1.2,
    quality = case when r < 0.8 then 'GOOD' when r < 1.6 then 'FAIR' when r < 3 then 'POOR' else 'BAD' end,
    confidence = 0.1 + 0.85 * ((h / 7) % 10) / 9.0, observations = 5 + h % 60, devices = 1 + h % 9,
    trend = (h % 5 - 2) / 1000.0, observed_at = now() - interval '5 minutes', estimated_at = now()
  from (select segment_id as id, h, 0.3 + (name_h % 100) / 30.0 + (h % 10) / 20.0 as r from (
    select segment_id, abs(hashtext(segment_id)) % 1000 as h, abs(hashtext(name)) % 1000 as name_h
    from road_segments) hashed) made
  where made.id = s.segment_id and h % 9 > 0`;
/** The piece next to the town's middle. */
const WORST = `update road_segments set roughness = 5, low = 4.6, high = 5.5, quality = 'BAD', confidence = 0.9,
    observations = 31, devices = 6, trend = 0.01, observed_at = now(), estimated_at = now()
  where segment_id = (select segment_id from road_segments 
    order by bounds <-> point(${CENTER.longitude}, ${CENTER.latitude}), segment_id limit 1)
  returning segment_id, name`;

async function estimate(url: string): Promise<RoadsWorld['worst']> {
  await runSql(url, ESTIMATES);
  const [[segmentId = '', name = ''] = []] = await runSql(url, WORST);
  await runSql(url, observationsOf(segmentId));
  return { segmentId, name };
}

/** One every 40 minutes, by four phones in turn. */
function observationsOf(segmentId: string): string {
  return `insert into observations
      (tenant_id, device_id, time, latitude, longitude, speed, roughness, segment_id)
    select 'default', 'phone-' || n % 4, date_trunc('hour', now()) - n * interval '40 minutes',
      ${CENTER.latitude}, ${CENTER.longitude}, 9, 4.5 + n % 5 * 0.3, '${segmentId}' from generate_series(1, 60) n`;
}
