import type { TakeOver, TakingOver } from '../../../ports/take-over.ts';
import type { Database } from '../database.ts';
import { takeObservations, traceTaken } from './take-observations.ts';
import { rematchAll, takeSegments } from './take-segments.ts';
import { takeUsers } from './take-users.ts';

/** Into the tables users, observations and road_segments. */
export class PostgresTakeOver implements TakeOver {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  takeOver<T>(tenant: string, work: (into: TakingOver) => Promise<T>): Promise<T> {
    return this.#database.transaction(async (queries) => {
      // A million rows may take longer than a query may.
      await queries.exec('set local statement_timeout = 0', 'patient');
      let otherRoads = false;
      const result = await work({
        users: (users) => takeUsers(queries, tenant, users),
        observations: (observations) => takeObservations(queries, tenant, observations),
        async segments(segments) {
          const { changed, ...count } = await takeSegments(queries, tenant, segments);
          otherRoads ||= changed;
          return count;
        },
      });
      if (otherRoads) await rematchAll(queries, tenant);
      else await traceTaken(queries, tenant);
      return result;
    });
  }
}
