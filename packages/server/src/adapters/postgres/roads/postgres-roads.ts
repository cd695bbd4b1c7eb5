import type { Hazards } from '../../../ports/hazards.ts';
import type { RoadObservations } from '../../../ports/road-observations.ts';
import type { RoadSegments } from '../../../ports/road-segments.ts';
import type { Database } from '../database.ts';
import { PostgresHazards } from './postgres-hazards.ts';
import { PostgresObservations } from './postgres-observations.ts';
import { PostgresSegments } from './postgres-segments.ts';

/** What is stored of roads. */
export interface RoadStore {
  readonly observations: RoadObservations;
  readonly roadSegments: RoadSegments;
  readonly hazards: Hazards;
}

export function postgresRoads(database: Database): RoadStore {
  return {
    observations: new PostgresObservations(database),
    roadSegments: new PostgresSegments(database),
    hazards: new PostgresHazards(database),
  };
}
